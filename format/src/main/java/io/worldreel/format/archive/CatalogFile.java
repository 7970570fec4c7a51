package io.worldreel.format.archive;

import io.worldreel.format.FormatVersion;
import io.worldreel.zstdvfs.FileAccess;
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

    private CatalogFile() {}

    /** The chunks by source and then by first tick; empty if SQLite must be asked, be it only for what is wrong. */
    static Optional<List<ChunkInfo>> chunks(Path file) {
        synchronized (Catalog.FILES) {
            return chunks(file, file.resolveSibling(file.getFileName() + "-journal"));
        }
    }

    private static Optional<List<ChunkInfo>> chunks(Path file, Path journal) {
        if (Files.exists(journal)) {
            return Optional.empty();
        }
        try (FileAccess pages = FileAccess.open(file)) {
            ByteBuffer head = head(pages);
            Optional<List<ChunkInfo>> chunks = chunks(file.toString(), pages);
            return Files.exists(journal) || !head(pages).equals(head) ? Optional.empty() : chunks;
        } catch (IOException | IllegalArgumentException failure) {
            return Optional.empty();
        }
    }

    private static ByteBuffer head(FileAccess pages) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
        pages.read(0, head);
        return head.flip();
    }

    private static Optional<List<ChunkInfo>> chunks(String name, FileAccess pages) throws IOException {
        SqliteTables tables = SqliteTables.open(name, pages);
        if (tables.usesLog() || tables.applicationId() != Catalog.APPLICATION_ID
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
