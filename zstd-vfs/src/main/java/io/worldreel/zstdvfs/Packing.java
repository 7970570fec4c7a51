package io.worldreel.zstdvfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Whole databases to seekable zstd and back. The output is written under a temporary name beside its place, synced,
 * renamed, and its directory synced: after a crash there is the whole file or none. An existing file is never replaced
 * unless the caller says so.
 */
public final class Packing {
    private static final int COPY_BYTES = 1 << 20;

    private Packing() {}

    /** Packs a database; see {@link #pack(Path, Path, PackConfig, Progress, List)}. */
    public static PackSummary pack(Path sqlite, Path out, PackConfig config, Progress progress) throws IOException {
        return pack(sqlite, out, config, progress, List.of());
    }

    /**
     * Packs a database that nobody writes to.
     *
     * @param extra the application's own data, appended in skippable frames
     * @throws NotADatabaseException if {@code sqlite} is no database, or has a journal or write-ahead log that holds
     *     changes
     * @throws FileAlreadyExistsException if there is a file at {@code out} and {@code config} does not allow to replace it
     */
    public static PackSummary pack(Path sqlite, Path out, PackConfig config, Progress progress, List<Skippable> extra)
            throws IOException {
        DurableFile.requireFree(out, config.replace());
        try (var database = FileAccess.open(sqlite)) {
            SqliteHeader.read(sqlite.toString(), database);
            requireQuiet(sqlite);
            return DurableFile.write(out, config.replace(), channel -> {
                try (var writer = new SeekableWriter(channel, config)) {
                    copy(database, writer, progress);
                    for (Skippable skippable : extra) {
                        writer.skippable(skippable.tag(), skippable.payload());
                    }
                    if (config.hotBytes() > 0) {
                        writer.flushFrame();
                        writer.skippable(SkippableFrame.HOT_TAG,
                                HotPagesWriter.payload(sqlite.toString(), database, writer, config));
                    }
                    return writer.finish();
                }
            });
        }
    }

    /**
     * Restores the exact database file.
     *
     * @throws CorruptFileException if anything of it is damaged; then there is no output
     * @throws FileAlreadyExistsException if there is a file at {@code out}
     */
    public static PackSummary unpack(Path zst, Path out, Progress progress) throws IOException {
        DurableFile.requireFree(out, false);
        long packed = Files.size(zst);
        // Each zstd frame is needed once: no cache to speak of, and far read-ahead.
        try (var reader = SeekableReader.open(FileSource.open(zst), VfsConfig.DEFAULT.withCacheBytes(16 << 20))) {
            return DurableFile.write(out, false, channel -> {
                ByteBuffer buffer = ByteBuffer.allocateDirect(COPY_BYTES);
                for (long at = 0; at < reader.size(); at += buffer.limit()) {
                    buffer.clear().limit((int) Math.min(COPY_BYTES, reader.size() - at));
                    reader.read(at, buffer);
                    drain(buffer.flip(), channel);
                    progress.at(at + buffer.limit(), reader.size());
                }
                return new PackSummary(reader.size(), packed, reader.frameCount());
            });
        }
    }

    private static void copy(RandomAccess from, SeekableWriter to, Progress progress) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(COPY_BYTES);
        for (long at = 0; at < from.size(); at += buffer.limit()) {
            buffer.clear().limit((int) Math.min(COPY_BYTES, from.size() - at));
            from.read(at, buffer);
            to.write(buffer.flip());
            progress.at(at + buffer.limit(), from.size());
        }
    }

    /** A journal or log beside the database may hold what the database file does not. */
    private static void requireQuiet(Path sqlite) throws IOException {
        String name = sqlite.toString();
        if (hasContent(Path.of(name + "-wal"))) {
            throw new NotADatabaseException(name, "its write-ahead log holds changes: close the writer, or run"
                    + " 'pragma wal_checkpoint(truncate)' on it, then pack again");
        }
        if (hasContent(Path.of(name + "-journal"))) {
            throw new NotADatabaseException(name, "its journal holds a transaction that did not end: open it with"
                    + " SQLite once to roll back, then pack again");
        }
    }

    private static boolean hasContent(Path file) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        try (var access = FileAccess.open(file)) {
            if (access.size() < 28) {
                return false;
            }
            ByteBuffer start = ByteBuffer.allocate(28);
            access.read(0, start);
            return start.getInt(0) != 0; // a journal that was committed in persist mode begins with zeros
        }
    }

    private static void drain(ByteBuffer bytes, FileChannel channel) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
