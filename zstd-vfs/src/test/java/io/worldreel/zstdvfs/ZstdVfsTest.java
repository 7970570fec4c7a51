package io.worldreel.zstdvfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZstdVfsTest {
    @TempDir
    Path folder;

    static String one(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return String.valueOf(rows.getString(1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { 4096, 32768, 1048576 })
    void integrityCheckIsOk(int frameSize) throws Exception {
        Path packed = Databases.packed(Databases.create(folder, 1, 5000, 4096), frameSize);
        try (Connection connection = ZstdVfs.open(packed)) {
            assertThat(one(connection, "pragma integrity_check")).isEqualTo("ok");
            assertThat(one(connection, "select count(*) from item")).isEqualTo("5000");
        }
    }

    @Test
    void plainJdbcAddressWorksAndSoDoesAttach() throws Exception {
        Path packed = Databases.packed(Databases.create(folder, 2, 500, 4096), 32768);
        Path odd = Files.move(packed, folder.resolve("odd name, 100%? #1 é.zst"));
        try (Connection connection = DriverManager.getConnection(ZstdVfs.url(odd))) {
            assertThat(one(connection, "select count(*) from item")).isEqualTo("500");
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
                Statement statement = connection.createStatement()) {
            statement.execute("attach '" + ZstdVfs.url(odd).substring("jdbc:sqlite:".length()) + "' as packed");
            assertThat(one(connection, "select count(*) from packed.item")).isEqualTo("500");
        }
    }

    @Test
    void largeSortsSpillToThePlatformsOwnFiles() throws Exception {
        Path packed = Databases.packed(Databases.create(folder, 3, 30_000, 4096), 32768);
        try (Connection connection = ZstdVfs.open(packed); Statement statement = connection.createStatement()) {
            statement.execute("pragma cache_size = 10");
            statement.execute("pragma temp_store = file");
            assertThat(one(connection, "select count(*) from (select * from item order by data, amount limit 29999)"))
                    .isEqualTo("29999");
        }
    }

    @Test
    void writingIsRefused() throws Exception {
        Path packed = Databases.packed(Databases.create(folder, 4, 10, 4096), 32768);
        try (Connection connection = ZstdVfs.open(packed); Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("delete from item")).isInstanceOf(SQLException.class)
                    .hasMessageContaining("READONLY");
        }
    }

    @Test
    void missingFileIsToldFromDamagedOne() throws Exception {
        Path none = folder.resolve("none.zst");
        assertThatThrownBy(() -> ZstdVfs.open(none)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> DriverManager.getConnection(ZstdVfs.url(none))).isInstanceOf(SQLException.class)
                .hasMessageContaining("CANTOPEN");
        assertThat(ZstdVfs.lastOpenFailure()).get().isInstanceOf(NoSuchFileException.class);

        Path text = Files.writeString(folder.resolve("text.zst"), "no zstd at all, but long enough to be looked at");
        assertThatThrownBy(() -> ZstdVfs.open(text)).isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("text.zst").hasMessageContaining("no zstd seek table");
        assertThatThrownBy(() -> DriverManager.getConnection(ZstdVfs.url(text))).isInstanceOf(SQLException.class)
                .hasMessageContaining("NOTADB");
        assertThat(ZstdVfs.lastOpenFailure()).get().isInstanceOf(CorruptFileException.class);
    }

    @Test
    void dataSourceOpensAndTellsCauses() throws Exception {
        Path packed = Databases.packed(Databases.create(folder, 5, 10, 4096), 32768);
        try (Connection connection = ZstdVfs.dataSource(packed).getConnection()) {
            assertThat(one(connection, "select max(id) from item")).isEqualTo("10");
        }
        var missing = ZstdVfs.dataSource(folder.resolve("none"));
        assertThatThrownBy(missing::getConnection).isInstanceOf(SQLException.class)
                .hasCauseInstanceOf(NoSuchFileException.class);
    }

    @Test
    void replacedFileServesItsOwnContentToNewConnectionsAndTheOldToOldOnes() throws Exception {
        Path first = Databases.packed(Databases.create(folder, 6, 100, 4096), 32768);
        Path second = Databases.packed(Databases.create(folder, 7, 200, 4096), 32768);
        Path place = folder.resolve("place.zst");
        Files.copy(first, place);
        try (Connection old = ZstdVfs.open(place)) {
            assertThat(one(old, "select count(*) from item")).isEqualTo("100");
            Files.move(second, place, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            try (Connection fresh = ZstdVfs.open(place)) {
                assertThat(one(fresh, "select count(*) from item")).isEqualTo("200");
            }
            assertThat(one(old, "select sum(id) from item")).isEqualTo("5050");
        }
    }

    @Test
    void fileCutShortWhileOpenIsAnErrorAndNotTheEndOfTheJvm() throws Exception {
        Path packed = Databases.packed(Databases.create(folder, 8, 20_000, 4096), 4096);
        try (Connection connection = ZstdVfs.open(packed, VfsConfig.DEFAULT.withReadAheadFrames(0))) {
            try (var channel = java.nio.channels.FileChannel.open(packed, java.nio.file.StandardOpenOption.WRITE)) {
                channel.truncate(8192);
            }
            assertThatThrownBy(() -> one(connection, "select sum(length(data)) from item"))
                    .isInstanceOf(SQLException.class).hasMessageContaining("IOERR");
            assertThat(ZstdVfs.lastFailure(connection)).get().isInstanceOf(ZstdFileException.class);
        }
    }

    @Test
    void interruptDoesNotCloseTheFileForOthers() throws Exception {
        Path packed = Databases.packed(Databases.create(folder, 9, 20_000, 4096), 4096);
        try (Connection connection = ZstdVfs.open(packed, VfsConfig.DEFAULT.withCacheBytes(0));
                Connection other = ZstdVfs.open(packed, VfsConfig.DEFAULT.withCacheBytes(0))) {
            Thread.currentThread().interrupt();
            assertThat(one(connection, "select count(*) from item where length(data) >= 0")).isEqualTo("20000");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(one(connection, "select sum(id) from item")).isEqualTo("200010000");
            assertThat(one(other, "select sum(id) from item")).isEqualTo("200010000");
        }
    }

    @Test
    void whatIsFetchedAheadCostsOneRequestAndIsThereWhenAsked() throws Exception {
        Path packed = Databases.packed(Databases.create(folder, 11, 20_000, 4096), 4096);
        var config = VfsConfig.DEFAULT.withReadAheadFrames(0); // whose requests would be counted, too
        try (var database = PackedDatabase.open(FileSource.open(packed), config);
                Connection connection = database.connect()) {
            one(connection, "select 1 from item where id = 1"); // the schema
            database.reader().compressedRange(0, database.reader().frameCount() - 1); // the seek table
            ReaderStats before = database.reader().stats();
            database.reader().fetch(100, 199);
            ReaderStats fetched = database.reader().stats();
            assertThat(fetched.source().minus(before.source()).requests()).isEqualTo(1);
            database.reader().read(100L * 4096, java.nio.ByteBuffer.allocate(100 * 4096));
            assertThat(database.reader().stats().misses()).isEqualTo(fetched.misses());
            assertThat(one(connection, "select count(*) from item")).isEqualTo("20000");
        }
    }

    @Test
    void pointLookupReadsLittleOfTheFile() throws Exception {
        Path packed = Databases.packed(Databases.create(folder, 10, 50_000, 4096), 32768);
        try (var reader = SeekableReader.open(FileSource.open(packed), VfsConfig.DEFAULT)) {
            SourceStats before = reader.stats().source();
            reader.read(reader.size() / 2, java.nio.ByteBuffer.allocate(100));
            SourceStats cost = reader.stats().source().minus(before);
            assertThat(cost.requests()).isLessThanOrEqualTo(2); // a group of the seek table, and a zstd frame
            assertThat(cost.bytes()).isLessThan(50_000);
        }
    }
}
