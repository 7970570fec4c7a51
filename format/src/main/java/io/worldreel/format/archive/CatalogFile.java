package io.worldreel.format.archive;

import io.worldreel.format.FormatVersion;
import io.worldreel.zstdvfs.BytesAccess;
import io.worldreel.zstdvfs.FileAccess;
import io.worldreel.zstdvfs.RandomAccess;
import io.worldreel.zstdvfs.SqliteRow;
import io.worldreel.zstdvfs.SqliteTables;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The catalog read as a file, while nobody writes to it: that takes a tenth of what a connection of SQLite takes. A writer keeps a
 * rollback journal beside the file as long as a change is not whole, and each change counts up in the file's head: where neither is
 * seen before and after, what was read in between is whole.
 */
final class CatalogFile {
    private static final int HEAD_BYTES = 100;
    /** A catalog of up to so many bytes is read at once. */
    private static final int SMALL_BYTES = 64 << 10;

    private CatalogFile() {}

    /** Empty if SQLite must be asked, be it only for what is wrong. */
    static Optional<Catalog.Listing> read(Path file) {
        synchronized (Catalog.FILES) {
            return read(file, file.resolveSibling(file.getFileName() + "-journal"));
        }
    }

    private static Optional<Catalog.Listing> read(Path file, Path journal) {
        if (Files.exists(journal)) {
            return Optional.empty();
        }
        try (FileAccess pages = FileAccess.open(file)) {
            String print = print(pages);
            Optional<List<ChunkInfo>> chunks = chunks(file.toString(), pages.size() <= SMALL_BYTES
                    ? BytesAccess.copyOf(pages)
                    : pages);
            return Files.exists(journal) || !print(pages).equals(print)
                    ? Optional.empty()
                    : chunks.map(listed -> new Catalog.Listing(print, listed));
        } catch (IOException | IllegalArgumentException failure) {
            return Optional.empty();
        }
    }

    /** What tells a catalog from a later one: how long it was, and its head. */
    static String print(FileAccess catalog) throws IOException {
        ByteBuffer head = ByteBuffer.allocate((int) Math.min(HEAD_BYTES, catalog.size()));
        catalog.read(0, head);
        return catalog.size() + " " + new String(head.array(), StandardCharsets.ISO_8859_1);
    }

    private static Optional<List<ChunkInfo>> chunks(String name, RandomAccess pages) throws IOException {
        SqliteTables tables = SqliteTables.open(name, pages);
        if (tables.usesLog() || tables.applicationId() != CatalogSchema.APPLICATION_ID
                || tables.userVersion() / 1000 != FormatVersion.MAJOR) {
            return Optional.empty();
        }
        List<ChunkInfo> chunks = new ArrayList<>();
        tables.rows("chunks", row -> chunks.add(chunk(row)));
        chunks.sort(Comparator.comparing(ChunkInfo::source, CatalogFile::byUtf8).thenComparingLong(ChunkInfo::firstTick)
                .thenComparing(ChunkInfo::chunk));
        return Optional.of(chunks);
    }

    private static int byUtf8(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static ChunkInfo chunk(SqliteRow row) throws IOException {
        return new ChunkInfo(row.text(0), row.text(1), row.text(2), row.whole(3), row.whole(4), row.whole(5),
                row.whole(6), row.whole(7), row.whole(8), row.whole(9), row.whole(10), row.whole(11), row.whole(12),
                row.text(13));
    }
}
