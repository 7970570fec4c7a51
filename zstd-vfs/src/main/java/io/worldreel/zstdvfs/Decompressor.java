package io.worldreel.zstdvfs;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Turns one compressed zstd frame into its raw bytes, and believes nothing that the frame says. One thread at a time. */
final class Decompressor implements AutoCloseable {
    private final ZstdDecompressCtx context = new ZstdDecompressCtx();
    private final ByteSource source;
    private final SeekTable table;
    private ByteBuffer scratch = ByteBuffer.allocateDirect(0);

    Decompressor(ByteSource source, SeekTable table) {
        this.source = source;
        this.table = table;
    }

    /** Reads the compressed bytes of zstd frames {@code first} to {@code last}, both inclusive, in one piece. */
    ByteBuffer fetch(int first, int last) throws IOException {
        long offset = table.offset(first);
        int length = Math.toIntExact(table.offset(last) + table.compressedSize(last) - offset);
        if (scratch.capacity() < length) {
            scratch = ByteBuffer.allocateDirect(Math.max(length, SeekTableFormat.maxCompressed(table.frameSize())))
                    .order(ByteOrder.LITTLE_ENDIAN);
        }
        source.read(offset, MemorySegment.ofBuffer(scratch.slice(0, length)));
        return scratch;
    }

    /**
     * Decompresses a zstd frame that lies in {@code compressed} at {@code from}.
     *
     * @param dst at least as large as the frame's raw size; both buffers direct
     */
    void decompress(int frame, ByteBuffer compressed, int from, ByteBuffer dst) throws IOException {
        int length = table.compressedSize(frame);
        int raw = table.rawSize(frame);
        String problem = problem(frame, compressed, from, length, raw);
        if (problem == null) {
            try {
                int got = context.decompressDirectByteBuffer(dst, 0, raw, compressed, from, length);
                problem = got == raw ? null : "holds " + got + " bytes, not " + raw;
            } catch (ZstdException damaged) {
                problem = damaged.getMessage();
            }
        }
        if (problem != null) {
            source.checkUnchanged();
            throw new CorruptFileException(source.name(), table.offset(frame), frame, "damaged zstd frame: " + problem);
        }
    }

    private @Nullable String problem(int frame, ByteBuffer compressed, int from, int length,
            int raw) throws IOException {
        if (length < 8 || compressed.getInt(from) != 0xFD2FB528) {
            return "no zstd frame where the seek table says";
        }
        long declared = Zstd.getDirectByteBufferFrameContentSize(compressed, from, length);
        if (declared > 0 && declared != raw) {
            return "declares " + declared + " raw bytes where the seek table says " + raw;
        }
        boolean checksummed = (compressed.get(from + 4) & 0x04) != 0;
        if (!checksummed && table.indexed()) {
            return "it lacks its checksum";
        }
        if (table.hasChecksums()) {
            // zstd checks this field against the content: equality binds the content to its place in the file.
            if (checksummed && compressed.getInt(from + length - 4) != table.checksum(frame)) {
                return "its checksum is not the seek table's: it belongs elsewhere";
            }
        }
        return null;
    }

    @Override
    public void close() {
        context.close();
    }
}
