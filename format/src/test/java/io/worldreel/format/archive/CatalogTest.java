package io.worldreel.format.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogTest {
    @TempDir
    Path folder;

    private static ChunkInfo chunk(int number) {
        String name = "20261120T1800%05dZ_eu-1_%016x.sqlite.zst".formatted(number, number);
        return new ChunkInfo(name, "arena", "eu-1", number, number, number, number, 100, 300, 10, 10, 0, 0,
                "%064x".formatted(number));
    }

    private static List<ChunkInfo> chunks(int from, int to) {
        return IntStream.range(from, to).mapToObj(CatalogTest::chunk).toList();
    }

    @Test
    void additionsAreToldOnceInTheirOrderAndNothingElseIsRead() {
        var archive = new ArchiveLayout(folder);
        try (var writing = Catalog.open(archive)) {
            writing.add(chunks(5000, 5100));
            try (var reading = Catalog.openReadOnly(archive)) {
                var first = reading.since(Catalog.Mark.START);
                assertThat(first.chunks()).hasSize(100);
                assertThat(reading.since(first.mark()).chunks()).isEmpty();

                writing.add(List.of(chunk(7)));
                writing.add(chunks(5090, 5102)); // most of which are there
                var more = reading.since(first.mark());
                assertThat(more.chunks()).containsExactly(chunk(7), chunk(5100), chunk(5101));

                writing.exchange(List.of(chunk(5100).chunk(), chunk(5101).chunk()), chunk(9000));
                assertThat(reading.since(more.mark()).chunks()).as("the mark is gone").hasSize(102)
                        .contains(chunk(9000));
                assertThat(reading.since(first.mark()).chunks()).containsExactly(chunk(7), chunk(9000));

                var last = reading.since(first.mark()).mark();
                writing.remove(List.of(chunk(9000).chunk()));
                writing.add(List.of(chunk(9001)));
                assertThat(reading.since(last).chunks()).as("another one has its number").contains(chunk(9001));

                writing.replace(chunks(0, 50));
                assertThat(reading.since(last).chunks()).hasSize(50);
                assertThat(reading.since(first.mark()).chunks()).hasSize(50);
            }
        }
    }

    @Test
    void anExchangeThatCannotBeLeavesEverythingAsItWas() {
        var archive = new ArchiveLayout(folder);
        try (var catalog = Catalog.open(archive)) {
            catalog.add(chunks(0, 3));
            var mark = catalog.since(Catalog.Mark.START).mark();
            assertThat(catalog.exchange(List.of(chunk(1).chunk(), chunk(77).chunk()), chunk(9))).isFalse();
            assertThat(catalog.chunks()).isEqualTo(chunks(0, 3));
            assertThat(catalog.since(mark).chunks()).isEmpty();
        }
    }

    @Test
    void twoProcessesMayMakeACatalogAtOnce() throws Exception {
        var archive = new ArchiveLayout(Files.createDirectory(folder.resolve("new")));
        Catalog.open(new ArchiveLayout(folder)).close();
        try (var other = DriverManager.getConnection("jdbc:sqlite:" + archive.catalog());
                var statement = other.createStatement();
                var thread = Executors.newSingleThreadExecutor()) {
            statement.execute("BEGIN IMMEDIATE");
            Future<Catalog> opened = thread.submit(() -> Catalog.open(archive));
            assertThatThrownBy(() -> opened.get(100, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            for (String table : schema()) {
                statement.execute(table);
            }
            statement.execute("PRAGMA application_id = " + CatalogSchema.APPLICATION_ID);
            statement.execute("COMMIT");
            try (var catalog = opened.get()) {
                catalog.add(chunks(0, 2));
                assertThat(catalog.since(Catalog.Mark.START).chunks()).isEqualTo(chunks(0, 2));
            }
        }
    }

    private List<String> schema() throws SQLException {
        List<String> tables = new ArrayList<>();
        try (var db = DriverManager.getConnection("jdbc:sqlite:" + new ArchiveLayout(folder).catalog());
                var statement = db.createStatement();
                var row = statement.executeQuery("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")) {
            while (row.next()) {
                tables.add(row.getString(1));
            }
        }
        return tables;
    }

    @Test
    void aCatalogWithoutAdditionsIsReadWholeAndGetsThemFromWhoWrites() throws Exception {
        var archive = new ArchiveLayout(folder);
        try (var catalog = Catalog.open(archive)) {
            catalog.add(chunks(0, 10));
        }
        try (var db = DriverManager.getConnection("jdbc:sqlite:" + archive.catalog());
                var statement = db.createStatement()) {
            statement.execute("DROP TABLE additions");
        }
        try (var catalog = Catalog.openReadOnly(archive)) {
            var all = catalog.since(Catalog.Mark.START);
            assertThat(all.chunks()).hasSize(10);
            assertThat(catalog.since(all.mark()).chunks()).hasSize(10);
        }
        Catalog.open(archive).close();
        try (var catalog = Catalog.openReadOnly(archive)) {
            assertThat(catalog.since(catalog.since(Catalog.Mark.START).mark()).chunks()).isEmpty();
        }
    }
}
