package io.worldreel.zstdvfs;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * An immutable run of bytes that can be read at any offset: a local file, an HTTP resource, a torrent.
 *
 * <p>All methods may be called by many threads at once. A source is closed once, after the last read has returned.
 */
public interface ByteSource extends AutoCloseable {
    /** Where the bytes come from, for messages: a path or an address, never with credentials. */
    String name();

    /** Total size in bytes; does not change while the source is open. */
    long size();

    /**
     * Tells this content from any other that ever stood at the same place: two sources of equal identity may share a
     * cache. Opaque; stable across processes where the source allows it.
     */
    String identity();

    /**
     * Fills {@code dst} with the bytes that start at {@code offset}, all of them or none that may be used.
     *
     * @param dst native or heap memory; its size is the number of bytes to read
     * @throws ChangedFileException if the content is no longer that of {@link #identity()}
     * @throws IOException if any byte is missing or cannot be had before the source's own deadline
     */
    void read(long offset, MemorySegment dst) throws IOException;

    /**
     * All bytes of a small file.
     *
     * @param most a longer file is refused
     */
    default byte[] readWhole(int most) throws IOException {
        if (size() > most) {
            throw new SourceException(name(), "it has " + size() + " bytes, at most " + most + " are read",
                    "something else lies there");
        }
        byte[] bytes = new byte[(int) size()];
        read(0, MemorySegment.ofArray(bytes));
        return bytes;
    }

    /**
     * Throws {@link ChangedFileException} if the content can be seen to have changed since it was opened. Called when
     * bytes turn out to be damaged, to tell damage from replacement; may do I/O.
     */
    default void checkUnchanged() throws IOException {}

    /** True if a read costs a round trip, so that reads are worth planning ahead. */
    default boolean remote() {
        return false;
    }

    /**
     * How many bytes come together, from a multiple of this number on: any of them costs as much as all. A cache keeps all of them. May
     * change while the source is open.
     */
    default int grain() {
        return 1;
    }

    /** What has been read so far. */
    SourceStats stats();

    @Override
    void close() throws IOException;
}
