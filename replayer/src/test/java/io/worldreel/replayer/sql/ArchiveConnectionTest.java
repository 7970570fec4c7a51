package io.worldreel.replayer.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.fixtures.Archives;
import io.worldreel.fixtures.FrameSource;
import io.worldreel.fixtures.PhysicsWorld;
import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.EntityId;
import io.worldreel.format.Frame;
import io.worldreel.format.Role;
import io.worldreel.format.Value;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.recorder.IngestConfig;
import io.worldreel.replayer.ArchiveAddress;
import io.worldreel.replayer.ChunkFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person may and may not do with an archive through JDBC. */
class ArchiveConnectionTest {
    private static final String ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

    @TempDir
    Path folder;

    /** 20 windows in five chunks: ticks 0 to 2559, 60 a second. */
    private List<ChunkInfo> write() {
        Duration fourWindows = Duration.ofNanos(2048_000_000_000L / 60);
        return Archives.write(folder, "arena", "eu-1", PhysicsWorld.of(31, 5, 2560, 60),
                IngestConfig.DEFAULT.withSegmentTime(fourWindows));
    }

    @Test
    void onlyTheWindowsOfARangeAreRead() throws SQLException {
        write();
        try (ArchiveConnection db = ArchiveConnection.open(folder)) {
            assertThat(db.windowsRead()).isZero();
            assertThat(Rows.of(db, "SELECT count(*) FROM position WHERE entity = 3 AND tick >= 1000 AND tick < 1128"))
                    .containsExactly("128");
            assertThat(db.windowsRead()).isEqualTo(2); // ticks 512 to 1023 and 1024 to 1535
            assertThat(Rows.of(db, "SELECT count(*) FROM velocity WHERE tick = 1000")).containsExactly("5");
            assertThat(db.windowsRead()).isEqualTo(2);
            assertThat(Rows.of(db, """
                    SELECT count(*) FROM position WHERE entity = 3
                    AND time BETWEEN moment('+30s') AND moment('+32s')""")).containsExactly("121");
            assertThat(db.windowsRead()).isEqualTo(3); // ticks 1800 to 1920 are among 1536 to 2047
        }
    }

    /** Frames 3000 to 3099 of the same source, in which a component of another name is all there is. */
    private record Fuel() implements FrameSource {
        private static final Component COMPONENT = new Component("fuel", ComponentType.F32, Role.NONE, "", 0, false);

        @Override
        public List<Component> components() {
            return List.of(COMPONENT);
        }

        @Override
        public Iterator<Frame> iterator() {
            return LongStream.range(3000, 3100).mapToObj(Fuel::frame).iterator();
        }

        private static Frame frame(long tick) {
            Value value = Value.ofDoubles(ComponentType.F32, (double) tick);
            var sample = new Frame.Sample(EntityId.of(1), COMPONENT, value);
            return new Frame(tick, tick * 1_000_000_000L, List.of(sample), List.of(), List.of(), List.of());
        }
    }

    @Test
    void olderChunksAreAskedForTheirComponentsWhenAQueryNamesOne() throws SQLException {
        write();
        Archives.write(folder, "arena", "eu-1", new Fuel(), IngestConfig.DEFAULT);
        ArchiveAddress address = ArchiveAddress.of(folder);
        List<String> opened = new ArrayList<>();
        ChunkFiles counting = chunk -> {
            opened.add(chunk.chunk());
            return ChunkFiles.at(address).open(chunk);
        };
        try (ArchiveConnection db = ArchiveConnection.open(address, SqlConfig.DEFAULT, counting);
                Statement statement = db.createStatement()) {
            assertThat(Rows.of(db, "SELECT count(*) FROM fuel WHERE tick >= 3000")).containsExactly("100");
            assertThat(opened).hasSize(1);
            assertThatThrownBy(() -> Rows.of(db, "SELECT * FROM nowhere")).isInstanceOf(SQLException.class)
                    .hasMessageContaining("no such table");
            assertThat(Rows.of(db, "SELECT count(*) FROM position WHERE tick = 5")).containsExactly("5");
            assertThatThrownBy(() -> statement.execute("CREATE TABLE t(a)")).isInstanceOf(SQLException.class)
                    .hasMessageContaining("read-only");
        }
        try (ArchiveConnection db = ArchiveConnection.open(folder)) {
            assertThat(Rows.of(db, "SELECT count(*) FROM state WHERE at = 'tick:5' AND component = 'position'"))
                    .containsExactly("5");
            try (PreparedStatement query = db.prepareStatement("SELECT count(*) FROM velocity WHERE tick < ?")) {
                query.setLong(1, 10);
                assertThat(query.executeQuery().getInt(1)).isEqualTo(50);
            }
        }
    }

    @Test
    void thePlanOfAQueryShowsWhatIsLookedUp() throws SQLException {
        write();
        try (ArchiveConnection db = ArchiveConnection.open(folder)) {
            assertThat(plan(db, "SELECT x FROM position WHERE entity = 3 AND time >= 5 AND time < 9"))
                    .contains("position VIRTUAL TABLE INDEX").contains("entity=? time>=? time<?");
            assertThat(plan(db, "SELECT * FROM samples WHERE component = 'position' AND tick = 7"))
                    .contains("component=? tick=?");
            assertThat(plan(db, "SELECT * FROM position p JOIN velocity v USING (tick, entity)"))
                    .contains("entity=? tick=?");
            assertThat(plan(db, "SELECT * FROM frames ORDER BY tick")).doesNotContain("TEMP B-TREE");
            assertThat(plan(db, "SELECT * FROM frames ORDER BY tick DESC")).contains("TEMP B-TREE");
        }
    }

    private static String plan(Connection db, String sql) throws SQLException {
        List<String> steps = new ArrayList<>();
        try (Statement statement = db.createStatement();
                ResultSet rows = statement.executeQuery("EXPLAIN QUERY PLAN " + sql)) {
            while (rows.next()) {
                steps.add(rows.getString("detail"));
            }
        }
        return String.join("\n", steps);
    }

    @Test
    void joinsGroupsAndWindowFunctionsAreSqlites() throws SQLException {
        write();
        try (ArchiveConnection db = ArchiveConnection.open(folder)) {
            assertThat(Rows.of(db, """
                    SELECT count(*) FROM position p JOIN velocity v ON v.tick = p.tick AND v.entity = p.entity
                    WHERE p.tick < 300""")).containsExactly("1500");
            assertThat(Rows.of(db, "SELECT entity, count(*), min(tick), max(tick) FROM position GROUP BY entity"))
                    .containsExactly("0|2560|0|2559", "1|2560|0|2559", "2|2560|0|2559", "3|2560|0|2559",
                            "4|2560|0|2559");
            assertThat(Rows.of(db, """
                    SELECT count(*) FROM (SELECT tick - lag(tick) OVER (PARTITION BY entity ORDER BY tick) AS step
                    FROM position) WHERE step = 1""")).containsExactly("12795");
        }
    }

    @Test
    void twoSourcesAreOneDatabase() throws SQLException {
        write();
        Archives.write(folder, "arena", "us-2", PhysicsWorld.of(32, 3, 200, 60), IngestConfig.DEFAULT);
        try (ArchiveConnection db = ArchiveConnection.open(folder)) {
            assertThat(Rows.of(db, "SELECT source, count(*) FROM position WHERE tick < 200 GROUP BY source"))
                    .containsExactly("'eu-1'|1000", "'us-2'|600");
            long before = db.windowsRead();
            assertThat(Rows.of(db, "SELECT count(*) FROM velocity WHERE source = 'us-2'")).containsExactly("600");
            assertThat(db.windowsRead()).isEqualTo(before);
        }
    }

    private static final List<String> REFUSED = List.of("ATTACH '%1$s/other.sqlite' AS other",
            "VACUUM INTO '%1$s/other.sqlite'", "VACUUM", "CREATE TABLE t(a)", "CREATE TEMP TABLE t(a)",
            "CREATE TEMP VIEW v AS SELECT 1", "CREATE TEMP TABLE t AS SELECT * FROM frames",
            "CREATE INDEX i ON frames(tick)",
            "CREATE TEMP TRIGGER t INSTEAD OF INSERT ON frames BEGIN SELECT 1; END", "ALTER TABLE frames RENAME TO g",
            "CREATE VIEW v AS SELECT 1", "CREATE VIRTUAL TABLE t USING fts5(a)", "DROP TABLE position",
            "DELETE FROM position", "UPDATE position SET x = 0", "INSERT INTO position(tick) VALUES (1)",
            "WITH a AS (SELECT 1) DELETE FROM frames", "INSERT INTO sqlite_schema VALUES (1, 2, 3, 4, 5)", "ANALYZE",
            "DETACH main", "PRAGMA journal_mode = DELETE", "PRAGMA user_version = 7", "PRAGMA writable_schema = ON",
            "PRAGMA temp_store_directory = '%1$s'", "PRAGMA hard_heap_limit = 1000", "PRAGMA query_only = OFF",
            "SELECT * FROM pragma_wal_checkpoint", "SELECT load_extension('%1$s/x')", "backup to '%1$s/other.sqlite'",
            "backup main to '%1$s/other.sqlite'", "restore from '%1$s/catalog.sqlite'");

    @Test
    void whatDoesNotOnlyReadIsRefused() throws SQLException, IOException {
        write();
        List<Path> before = files();
        try (ArchiveConnection db = ArchiveConnection.open(folder); Statement statement = db.createStatement()) {
            for (String pattern : REFUSED) {
                String sql = pattern.formatted(folder);
                assertThatThrownBy(() -> statement.execute(sql)).as(sql).isInstanceOf(SQLException.class);
                assertThatThrownBy(() -> statement.executeQuery(sql)).as(sql).isInstanceOf(SQLException.class);
                assertThatThrownBy(() -> statement.executeUpdate(sql)).as(sql).isInstanceOf(SQLException.class);
                statement.addBatch(sql);
                assertThatThrownBy(statement::executeBatch).as(sql).isInstanceOf(SQLException.class);
                assertThatThrownBy(() -> {
                    try (PreparedStatement prepared = db.prepareStatement(sql)) {
                        prepared.execute();
                    }
                }).as(sql).isInstanceOf(SQLException.class);
            }
            assertThatThrownBy(() -> statement.execute("DELETE FROM frames"))
                    .hasMessageContaining("may not be modified");
            statement.execute("REINDEX"); // there is no index, so SQLite does nothing and asks nobody
            assertThat(Rows.of(db, "SELECT count(*) FROM frames")).containsExactly("2560");
        }
        assertThat(files()).isEqualTo(before);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { ENDLESS, "SELECT count(*) FROM position a, position b, position c",
            "SELECT count(*) FROM samples a JOIN samples b ON a.x < b.x" })
    void aRunawayQueryEndsAtItsTimeout(String sql) throws SQLException {
        write();
        SqlConfig config = SqlConfig.DEFAULT.withTimeout(Duration.ofMillis(200));
        try (ArchiveConnection db = ArchiveConnection.open(folder, config);
                Statement statement = db.createStatement()) {
            assertThatThrownBy(() -> statement.executeQuery(sql)).isInstanceOf(SQLTimeoutException.class)
                    .hasMessageContaining("took longer than it may");
            assertThat(Rows.of(db, "SELECT count(*) FROM frames WHERE tick < 3")).containsExactly("3");
        }
    }

    @Test
    void aQueryEndsWhenAnotherThreadCancelsIt() throws Exception {
        write();
        try (ArchiveConnection db = ArchiveConnection.open(folder); Statement statement = db.createStatement()) {
            CountDownLatch started = new CountDownLatch(1);
            AtomicReference<Throwable> outcome = new AtomicReference<>();
            Thread query = new Thread(() -> {
                started.countDown();
                try {
                    statement.executeQuery(ENDLESS);
                } catch (Throwable ended) {
                    outcome.set(ended);
                }
            });
            query.start();
            started.await();
            while (query.isAlive()) { // a cancel before the statement begins has nothing to end
                statement.cancel();
                query.join(20);
            }
            assertThat(outcome.get()).isInstanceOf(SQLException.class).hasMessageContaining("was cancelled");
        }
    }

    @Test
    void damageInOneChunkLeavesTheOthers() throws Exception {
        List<ChunkInfo> chunks = write();
        damage(new ArchiveLayout(folder).chunk(chunks.get(1).chunk()));
        try (ArchiveConnection db = ArchiveConnection.open(folder)) {
            List<String> ticks = Rows.of(db, "SELECT DISTINCT tick / 512 FROM position ORDER BY 1");
            assertThat(ticks).contains("0", "1", "2", "3");
            assertThat(db.skipped()).isNotEmpty()
                    .allSatisfy(part -> assertThat(part.chunk()).isEqualTo(chunks.get(1).chunk()));
            assertThat((Throwable) db.getWarnings()).hasMessageContaining(chunks.get(1).chunk());
            db.clearWarnings();
            assertThat((Throwable) db.getWarnings()).isNull();
        }
    }

    /** Overwrites a stretch in the middle, where the windows are. */
    private static void damage(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(bytes.length() / 3);
            bytes.write(new byte[(int) (bytes.length() / 3)]);
        }
    }

    @Test
    void anyJdbcToolFindsTheTables() throws SQLException {
        write();
        try (Connection db = DriverManager.getConnection("jdbc:worldreel:" + folder)) {
            List<String> tables = new ArrayList<>();
            try (ResultSet rows = db.getMetaData().getTables(null, null, "%", null)) {
                while (rows.next()) {
                    tables.add(rows.getString("TABLE_NAME"));
                }
            }
            assertThat(tables).contains("position", "rotation", "velocity", "sleeping", "samples", "frames", "events",
                    "inputs", "entities", "lifetimes");
            List<String> columns = new ArrayList<>();
            try (ResultSet rows = db.getMetaData().getColumns(null, null, "position", "%")) {
                while (rows.next()) {
                    columns.add(rows.getString("COLUMN_NAME"));
                }
            }
            assertThat(columns).contains("tick", "time", "entity", "x", "y", "z");
            assertThat(db.isReadOnly()).isTrue();
            try (PreparedStatement query = db
                    .prepareStatement("SELECT count(*) FROM position WHERE entity = ? AND tick < ?")) {
                query.setLong(1, 2);
                query.setLong(2, 10);
                assertThat(query.executeQuery().getInt(1)).isEqualTo(10);
            }
        }
    }

    @Test
    void whatIsNoArchiveIsSaid() {
        assertThatThrownBy(() -> DriverManager.getConnection("jdbc:worldreel:" + folder.resolve("none")))
                .isInstanceOf(SQLException.class).hasMessageContaining("none");
        assertThatThrownBy(() -> DriverManager.getConnection("jdbc:worldreel:magnet:?xs=urn:btpk:00"))
                .isInstanceOf(SQLException.class).hasMessageContaining("magnet");
    }

    @Test
    void momentsAndTimesConvert() throws SQLException {
        write();
        try (ArchiveConnection db = ArchiveConnection.open(folder)) {
            assertThat(Rows.of(db,
                    "SELECT moment('+1.5s') - moment('start'), iso_time(moment('2026-01-01T00:00:01.25Z'))"))
                    .containsExactly("1500000000|'2026-01-01T00:00:01.250Z'");
            assertThat(Rows.of(db, "SELECT moment(NULL), iso_time(NULL)")).containsExactly("NULL|NULL");
            assertThatThrownBy(() -> Rows.of(db, "SELECT moment('noon')")).isInstanceOf(SQLException.class)
                    .hasMessageContaining("noon");
        }
    }

    @Test
    void aLargeResultIsHandedOutRowByRow() throws SQLException {
        write();
        try (ArchiveConnection db = ArchiveConnection.open(folder);
                Statement statement = db.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM samples")) {
            assertThat(rows.next()).isTrue();
            assertThat(db.windowsRead()).isEqualTo(1);
        }
    }

    @Test
    void aStateIsThatOfTheMoment() throws SQLException {
        write();
        try (ArchiveConnection db = ArchiveConnection.open(folder)) {
            assertThat(Rows.of(db, """
                    SELECT s.entity FROM state s JOIN position p ON p.entity = s.entity AND p.tick = s.tick
                    WHERE s.at = 'tick:600' AND s.component = 'position' AND s.x = p.x AND s.y = p.y AND s.z = p.z"""))
                    .containsExactly("0", "1", "2", "3", "4");
            assertThat(Rows.of(db, "SELECT DISTINCT tick FROM state WHERE at = '+10s'")).containsExactly("600");
            assertThat(Rows.of(db, "SELECT DISTINCT tick FROM state WHERE at = moment('+10s')")).containsExactly("600");
            assertThat(Rows.of(db, "SELECT DISTINCT tick FROM state")).containsExactly("2559");
            assertThat(
                    Rows.of(db, "SELECT component, value FROM state WHERE at = 'start' AND entity = 3 AND value = 0"))
                    .containsExactly("'sleeping'|0");
            assertThat(Rows.of(db, "SELECT * FROM state WHERE component = 'nothing'")).isEmpty();
            assertThat(Rows.of(db, "SELECT * FROM state WHERE entity = 'nobody'")).isEmpty();
            assertThat(Rows.of(db, "SELECT count(*) FROM frames f JOIN state s ON s.at = f.time AND s.entity = 2 "
                    + "AND s.component = 'sleeping' WHERE f.tick BETWEEN 510 AND 514")).containsExactly("5");
            assertThatThrownBy(() -> Rows.of(db, "SELECT * FROM state WHERE at = '+1000s'"))
                    .isInstanceOf(SQLException.class).hasMessageContaining("after the end");
            assertThat(plan(db, "SELECT * FROM state WHERE at = '+1s' AND entity = 2")).contains("at=? entity=?");
        }
    }
}
