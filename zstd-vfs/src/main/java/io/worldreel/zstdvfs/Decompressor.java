package io.worldreel.zstdvfs;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Turns one compressed zstd frame into its raw bytes, and believes nothing that the frame says. One thread at a time. */
final class Decompressor implements AutoCloseable {
    private static final VarHandle U32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final Workspace workspace = Workspace.take();
    private final ByteSource source;
    private final SeekTable table;

    Decompressor(ByteSource source, SeekTable table) {
        this.source = source;
        this.table = table;
    }

    /** Reads the compressed bytes of zstd frames {@code first} to {@code last}, both inclusive, in one piece; valid until the next. */
    byte[] fetch(int first, int last) throws IOException {
        long offset = table.offset(first);
        int length = Math.toIntExact(table.offset(last) + table.compressedSize(last) - offset);
        byte[] compressed = workspace.compressed(Math.max(length, SeekTableFormat.maxCompressed(table.frameSize())));
        source.read(offset, MemorySegment.ofArray(compressed).asSlice(0, length));
        return compressed;
    }

    /**
     * Decompresses a zstd frame that lies in {@code compressed} at {@code from}.
     *
     * @param dst at least as large as the frame's raw size, direct
     */
    void decompress(int frame, byte[] compressed, int from, ByteBuffer dst) throws IOException {
        int length = table.compressedSize(frame);
        int raw = table.rawSize(frame);
        String problem = problem(frame, compressed, from, length, raw);
        if (problem == null) {
            try {
                int got = workspace.context.decompressByteArrayToDirectByteBuffer(dst, 0, raw, compressed, from,
                        length);
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

    private @Nullable String problem(int frame, byte[] compressed, int from, int length, int raw) throws IOException {
        if (length < 8 || (int) U32.get(compressed, from) != 0xFD2FB528) {
            return "no zstd frame where the seek table says";
        }
        long declared = Zstd.getFrameContentSize(compressed, from, length);
        if (declared > 0 && declared != raw) {
            return "declares " + declared + " raw bytes where the seek table says " + raw;
        }
        boolean checksummed = (compressed[from + 4] & 0x04) != 0;
        if (!checksummed && table.indexed()) {
            return "it lacks its checksum";
        }
        if (table.hasChecksums()) {
            // zstd checks this field against the content: equality binds the content to its place in the file.
            if (checksummed && (int) U32.get(compressed, from + length - 4) != table.checksum(frame)) {
                return "its checksum is not the seek table's: it belongs elsewhere";
            }
        }
        return null;
    }

    @Override
    public void close() {
        workspace.giveBack();
    }
}
