package io.worldreel.zstdvfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file with more interior pages than fit the trailer's own block, and a seek table longer than the tail. */
class HotPagesTest {
    private static final int ROWS = 60_000;

    @TempDir
    static Path folder;
    private static RangeServer server;
    private static Path database;
    private static Path packed;

    @BeforeAll
    static void pack() throws Exception {
        database = folder.resolve("many");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("pragma page_size = 512");
            statement.execute("create table item(id integer primary key, n int, data text)");
            statement.execute("create index by_n on item(n)");
            statement.execute("""
                    with recursive n(i) as (select 1 union all select i + 1 from n where i < %d)
                    insert into item select i * 3, i * 7919 %% 60013, printf('%%.300c%%d', 'x', i) from n"""
                    .formatted(ROWS));
        }
        packed = Databases.packed(database, 4096);
        server = new RangeServer();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static ByteSource source(Path file) throws Exception {
        server.etag("\"" + file.toString().hashCode() + "\"");
        return HttpSource.open(server.serve("/" + file.getFileName(), Files.readAllBytes(file)), HttpConfig.DEFAULT);
    }

    @Test
    void lookupCostsAtMostFourRequestsAndFewBytes() throws Exception {
        ByteSource source = source(packed);
        assertThat(Files.size(database)).isGreaterThan(25 << 20);
        try (Connection connection = ZstdVfs.open(source, VfsConfig.DEFAULT)) {
            assertThat(Workload.answer(connection, "select length(data) from item where id = 90000"))
                    .isEqualTo("[305]\n");
            assertThat(source.stats().requests()).isLessThanOrEqualTo(4);
            assertThat(source.stats().bytes()).isLessThan(300_000);
        }
    }

    @Test
    void answersAreThoseOfThePlainDatabase() throws Exception {
        var random = new Random(9);
        try (Connection connection = ZstdVfs.open(source(packed), VfsConfig.DEFAULT);
                Connection plain = DriverManager.getConnection("jdbc:sqlite:" + database)) {
            for (int i = 0; i < 300; i++) {
                String sql = "select id, data from item where "
                        + (random.nextBoolean() ? "id = " + random.nextInt(3 * ROWS) : "n = " + random.nextInt(60013));
                assertThat(count(connection, sql)).as(sql).isEqualTo(count(plain, sql));
            }
        }
        try (Connection near = ZstdVfs.open(packed, VfsConfig.DEFAULT)) { // every page in no order: 7,000 requests
            assertThat(Workload.answer(near, "pragma integrity_check")).isEqualTo("[ok]\n");
        }
        try (var reader = SeekableReader.open(source(packed), VfsConfig.DEFAULT)) {
            assertThat(reader.verify(Progress.NONE).ok()).isTrue();
        }
    }

    private static String count(Connection connection, String sql) throws SQLException {
        return Workload.answer(connection, "select count(*), sum(id), max(data) from (" + sql + ")");
    }

    @Test
    void copiesAreUsedAndCanBeLeftOut() throws Exception {
        Path without = folder.resolve("without.zst");
        Packing.pack(database, without, PackConfig.DEFAULT.withFrameSize(4096).withHotBytes(0), Progress.NONE);
        try (var reader = SeekableReader.open(source(without), VfsConfig.DEFAULT)) {
            assertThat(reader.hotPage(0, 100)).isZero();
        }
        try (var reader = SeekableReader.open(source(packed), VfsConfig.DEFAULT)) {
            assertThat(reader.hotPage(0, 100)).isNotZero();
            assertThat(reader.stats().hotPages()).isEqualTo(1);
        }
        assertThat(Files.size(packed)).isLessThan(Files.size(without) * 11 / 10);
    }

    @Test
    void damagedCopiesAreAnErrorAndNeverAWrongPage() throws Exception {
        byte[] whole = Files.readAllBytes(packed);
        long from;
        try (var reader = SeekableReader.open(FileSource.open(packed), VfsConfig.DEFAULT)) {
            from = reader.trailer().offset();
        }
        var random = new Random(10);
        String sql = "select count(*), sum(id) from item where id between 80000 and 80900";
        for (int run = 0; run < 25; run++) {
            byte[] damaged = whole.clone();
            int at = (int) (from + random.nextInt((int) (whole.length - from)));
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            server.etag("\"damaged-" + run + "\"");
            var address = server.serve("/damaged", damaged);
            try (Connection connection = ZstdVfs.open(HttpSource.open(address, HttpConfig.DEFAULT),
                    VfsConfig.DEFAULT)) {
                assertThat(Workload.answer(connection, sql)).as("run %d", run).isEqualTo("[300, 24134850]\n");
            } catch (SQLException | ZstdFileException told) {
                assertThat(told.getMessage()).isNotBlank();
            }
        }
    }
}
