package io.worldreel.format.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.CorruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read from the catalog's pages is what SQLite selects, whoever writes meanwhile. */
class CatalogListTest {
    private static final List<String> SOURCES = List.of("eu-1", "us-2", "é", "🚗", "\uFF5A");

    @TempDir
    Path folder;

    private ArchiveLayout archive = new ArchiveLayout(Path.of(""));
    private final Random random = new Random(7);

    @BeforeEach
    void layout() {
        archive = new ArchiveLayout(folder);
    }

    private ChunkInfo chunk(int number) {
        String source = SOURCES.get(random.nextInt(SOURCES.size()));
        String sha256 = "%08x".formatted(number) + "0".repeat(56);
        long first = random.nextLong() >> random.nextInt(64);
        return new ChunkInfo(ChunkName.of(number, source, sha256), "arena", source, Math.min(first, first + 9),
                Math.max(first, first + 9), number, number + 9L, 1 + random.nextInt(), 5, 6, 7, 8, 9, sha256);
    }

    private List<ChunkInfo> chunks(int from, int count) {
        List<ChunkInfo> chunks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            chunks.add(chunk(from + i));
        }
        return chunks;
    }

    @Test
    void listsWhatSqliteSelects() throws Exception {
        try (Catalog catalog = Catalog.open(archive)) {
            for (int round = 0; round < 6; round++) {
                List<ChunkInfo> more = chunks(100 * round, 3 * round * round);
                catalog.add(more);
                catalog.remove(more.stream().filter(each -> random.nextInt(4) == 0).map(ChunkInfo::chunk).toList());
                var listing = new Catalog.Listing(Catalog.print(archive).orElseThrow(), catalog.chunks());
                assertThat(CatalogFile.read(archive.catalog())).contains(listing);
                assertThat(Catalog.list(archive)).contains(listing);
            }
        }
    }

    @Test
    void whoReadsWhileAnotherWritesSeesAllOfAChangeOrNothing() throws Exception {
        List<ChunkInfo> pair = chunks(500, 40);
        Set<Integer> seen = new HashSet<>();
        try (Catalog catalog = Catalog.open(archive)) {
            catalog.add(chunks(0, 30));
            AtomicBoolean done = new AtomicBoolean();
            Thread writer = Thread.ofPlatform().start(() -> {
                while (!done.get()) {
                    catalog.add(pair);
                    catalog.remove(pair.stream().map(ChunkInfo::chunk).toList());
                }
            });
            for (int i = 0; i < 400 || (seen.size() < 2 && i < 100_000); i++) {
                CatalogFile.read(archive.catalog()).ifPresent(listed -> seen.add(listed.chunks().size()));
            }
            done.set(true);
            writer.join();
        }
        assertThat(seen).isSubsetOf(30, 70).isNotEmpty();
    }

    @Test
    void sqliteIsAskedWhereThePagesMayNotTellAll() throws Exception {
        try (Catalog catalog = Catalog.open(archive)) {
            catalog.add(chunks(0, 5));
        }
        Path journal = Path.of(archive.catalog() + "-journal");
        Files.createFile(journal);
        assertThat(CatalogFile.read(archive.catalog())).isEmpty();
        assertThat(Catalog.list(archive).orElseThrow().chunks()).hasSize(5);
        Files.deleteIfExists(journal);
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + archive.catalog());
                Statement statement = db.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("DELETE FROM chunks WHERE chunk IN (SELECT chunk FROM chunks LIMIT 2)");
            assertThat(CatalogFile.read(archive.catalog())).isEmpty();
            assertThat(Catalog.list(archive).orElseThrow().chunks()).hasSize(3);
        }
    }

    @Test
    void whatIsWrongSqliteTells() throws Exception {
        List<ChunkInfo> all;
        try (Catalog catalog = Catalog.open(archive)) {
            catalog.add(chunks(0, 50));
            all = catalog.chunks();
        }
        byte[] whole = Files.readAllBytes(archive.catalog());
        Files.write(archive.catalog(), new byte[5000]);
        assertThatThrownBy(() -> Catalog.list(archive)).isInstanceOf(CorruptException.class);
        int told = 0;
        for (int at = 2048; at < whole.length; at += 2048) { // by pages, of which some are of another table
            byte[] damaged = whole.clone();
            Arrays.fill(damaged, at, at + 8, (byte) 0xEE);
            Files.write(archive.catalog(), damaged);
            try {
                assertThat(Catalog.list(archive).orElseThrow().chunks()).isEqualTo(all);
            } catch (CorruptException damage) {
                told++;
            }
        }
        assertThat(told).isGreaterThan(3);
    }
}
