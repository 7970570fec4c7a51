package io.worldreel.replayer;

import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.zstdvfs.ByteSource;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A chunk of an archive elsewhere as a temporary file, which is gone when this is closed. */
record ChunkCopy(Path file) implements AutoCloseable {
    /** Large enough that the round trips hardly count. */
    private static final int PIECE_BYTES = 8 << 20;

    static ChunkCopy of(Archive archive, ChunkInfo chunk) throws IOException {
        try (ByteSource source = archive.source(chunk)) {
            ChunkCopy copy = new ChunkCopy(Files.createTempFile("worldreel-", ".sqlite.zst"));
            boolean whole = false;
            try (FileChannel out = FileChannel.open(copy.file, StandardOpenOption.WRITE)) {
                copy(source, out);
                whole = true;
                return copy;
            } finally {
                if (!whole) {
                    copy.close();
                }
            }
        }
    }

    private static void copy(ByteSource source, FileChannel out) throws IOException {
        byte[] piece = new byte[(int) Math.min(PIECE_BYTES, source.size())];
        for (long at = 0; at < source.size(); at += piece.length) {
            int length = (int) Math.min(piece.length, source.size() - at);
            source.read(at, MemorySegment.ofArray(piece).asSlice(0, length));
            ByteBuffer bytes = ByteBuffer.wrap(piece, 0, length);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
