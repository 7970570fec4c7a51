package io.worldreel.publisher.serve;

import io.worldreel.zstdvfs.ByteSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** A file that is being served; closed when it has been. */
public interface ServedFile extends AutoCloseable {
    long size();

    /** Tells its content from any other at the same place. */
    String identity();

    /** Fills {@code dst} with what begins at {@code offset}; see {@link ByteSource#read}. */
    void read(long offset, MemorySegment dst) throws IOException;

    @Override
    void close() throws IOException;

    /** A file that is in memory. */
    static ServedFile of(byte[] bytes) {
        return new ServedFile() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public String identity() {
                return "bytes:" + bytes.length + ":" + Arrays.hashCode(bytes);
            }

            @Override
            public void read(long offset, MemorySegment dst) {
                MemorySegment.copy(MemorySegment.ofArray(bytes), offset, dst, 0, dst.byteSize());
            }

            @Override
            public void close() {}
        };
    }

    /** A file that is read from a source, which is closed with it. */
    static ServedFile of(ByteSource source) {
        return new ServedFile() {
            @Override
            public long size() {
                return source.size();
            }

            @Override
            public String identity() {
                return source.identity();
            }

            @Override
            public void read(long offset, MemorySegment dst) throws IOException {
                source.read(offset, dst);
            }

            @Override
            public void close() throws IOException {
                source.close();
            }
        };
    }
}
