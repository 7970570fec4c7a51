package io.worldreel.zstdvfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows are those that SQLite selects. */
class SqliteTablesTest {
    private static final int COLUMNS = 4;

    @TempDir
    Path folder;

    private static @Nullable Object value(Random random, int longest) {
        return switch (random.nextInt(8)) {
            case 0 -> null;
            case 1 -> random.nextLong();
            case 2 -> random.nextLong() >> random.nextInt(64);
            case 3 -> (long) random.nextInt(3) - 1;
            case 4 -> random.nextGaussian();
            case 5 -> "é世🚗x".repeat(random.nextInt(1 + longest / 12));
            default -> {
                byte[] bytes = new byte[random.nextInt(1 + longest)];
                random.nextBytes(bytes);
                yield bytes;
            }
        };
    }

    /** Tables {@code t}, with rowids, and {@code k} without, grown and shrunk. */
    private Path create(long seed, int pageSize, String encoding) throws SQLException {
        Path file = folder.resolve("tables-%d-%d-%s.sqlite".formatted(seed, pageSize, encoding));
        Random random = new Random(seed);
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = db.createStatement()) {
            statement.execute("pragma encoding = '" + encoding + "'");
            statement.execute("pragma page_size = " + pageSize);
            statement.execute("create table t(id integer primary key, a, b, c)");
            statement.execute("create table k(key text primary key, a, b, c) without rowid");
            statement.execute("create view v as select * from t");
            statement.execute("create index by_a on t(a)");
            statement.execute("pragma application_id = 77");
            statement.execute("pragma user_version = 1002");
            db.setAutoCommit(false);
            try (PreparedStatement t = db.prepareStatement("insert or replace into t values (?, ?, ?, ?)");
                    PreparedStatement k = db.prepareStatement("insert or replace into k values (?, ?, ?, ?)")) {
                for (int i = 0; i < 700; i++) {
                    t.setObject(1, random.nextInt(9) == 0 ? random.nextLong() : random.nextInt(2000));
                    k.setObject(1, "key " + random.nextInt(2000) + "_".repeat(random.nextInt(40)));
                    for (int column = 2; column <= COLUMNS; column++) {
                        int longest = random.nextInt(50) == 0 ? 5 * pageSize : 60;
                        t.setObject(column, value(random, longest));
                        k.setObject(column, value(random, longest));
                    }
                    t.executeUpdate();
                    k.executeUpdate();
                }
            }
            statement.execute("delete from t where id % 7 = 3");
            statement.execute("delete from k where length(key) % 5 = 3");
            db.commit();
        }
        return file;
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "NULL";
            case byte[] bytes -> HexFormat.of().formatHex(bytes);
            case Number number -> number.toString();
            default -> "'" + value + "'";
        };
    }

    private static List<String> selected(Path file, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = db.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                StringBuilder line = new StringBuilder();
                for (int column = 1; column <= COLUMNS; column++) {
                    line.append(text(row.getObject(column))).append('|');
                }
                rows.add(line.toString());
            }
        }
        return rows;
    }

    private static String text(SqliteRow row, boolean hasRowid) throws IOException {
        StringBuilder line = new StringBuilder(hasRowid ? row.rowid() + "|" : "");
        for (int column = hasRowid ? 1 : 0; column < row.columns(); column++) {
            line.append(text(value(row, column))).append('|');
        }
        return line.toString();
    }

    private static @Nullable Object value(SqliteRow row, int column) throws IOException {
        if (row.isNull(column)) {
            return null;
        }
        if (row.isText(column)) {
            return row.text(column);
        }
        try {
            return row.whole(column);
        } catch (CorruptFileException noWhole) {
            try {
                return row.real(column);
            } catch (CorruptFileException noNumber) {
                assertThat(row.length(column)).isEqualTo(row.blob(column).length);
                return row.blob(column);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({ "1, 512, UTF-8", "2, 1024, UTF-16le", "3, 4096, UTF-16be", "4, 65536, UTF-8" })
    void rowsAreThoseThatSqliteSelects(long seed, int pageSize, String encoding) throws Exception {
        Path file = create(seed, pageSize, encoding);
        List<String> found = new ArrayList<>();
        List<String> keyed = new ArrayList<>();
        try (var raw = FileAccess.open(file)) {
            SqliteTables tables = SqliteTables.open(file.toString(), raw);
            assertThat(tables.applicationId()).isEqualTo(77);
            assertThat(tables.userVersion()).isEqualTo(1002);
            assertThat(tables.usesLog()).isFalse();
            tables.rows("T", row -> {
                found.add(text(row, true));
                assertThat(text(tables.row("t", row.rowid()).orElseThrow(), true)).isEqualTo(found.getLast());
            });
            tables.rows("k", row -> keyed.add(text(row, false)));
            for (long id = -3; id < 2003; id++) {
                String begin = id + "|";
                assertThat(tables.row("t", id).isPresent())
                        .isEqualTo(found.stream().anyMatch(row -> row.startsWith(begin)));
            }
            assertThatThrownBy(() -> tables.row("k", 1)).isInstanceOf(CorruptFileException.class);
            assertThatThrownBy(() -> tables.rows("v", row -> {})).isInstanceOf(CorruptFileException.class)
                    .hasMessageContaining("no table v");
        }
        assertThat(found).isEqualTo(selected(file, "select id, a, b, c from t order by id"));
        assertThat(keyed).isEqualTo(selected(file, "select * from k order by key"));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = { 11, 12 })
    void damageEndsInAnErrorAndNeverInALoop(long seed) throws Exception {
        byte[] whole = Files.readAllBytes(create(seed, 512, "UTF-8"));
        Random random = new Random(seed);
        int failed = 0;
        for (int run = 0; run < 80; run++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i < 20; i++) {
                damaged[16 + random.nextInt(damaged.length - 16)] = (byte) random.nextInt();
            }
            damaged[100 + random.nextInt(412)] ^= (byte) (1 << random.nextInt(8));
            failed += readAll(BtreePagesTest.access(damaged), random) ? 0 : 1;
        }
        assertThat(failed).isPositive();
        for (int length = 0; length < whole.length; length += 1 + whole.length / 40) {
            readAll(BtreePagesTest.access(java.util.Arrays.copyOf(whole, length)), random);
        }
    }

    private static boolean readAll(RandomAccess damaged, Random random) throws IOException {
        try {
            SqliteTables tables = SqliteTables.open("damaged", damaged);
            long[] bytes = new long[1];
            for (String table : List.of("t", "k")) {
                tables.rows(table, row -> {
                    for (int column = 0; column < row.columns(); column++) {
                        bytes[0] += text(value(row, column)).length();
                    }
                });
            }
            for (int i = 0; i < 50; i++) {
                tables.row("t", random.nextInt(2000));
            }
            assertThat(bytes[0]).isLessThan(20 * damaged.size());
            return true;
        } catch (CorruptFileException | NotADatabaseException damage) {
            return false;
        }
    }

    @Test
    void aPackedDatabaseIsReadThroughItsCache() throws Exception {
        Path file = create(21, 4096, "UTF-8");
        Path packed = Databases.packed(file, 1 << 15);
        List<String> found = new ArrayList<>();
        try (var database = PackedDatabase.open(FileSource.open(packed), VfsConfig.DEFAULT)) {
            SqliteTables.open("packed", database.reader()).rows("t", row -> found.add(text(row, true)));
        }
        assertThat(found).isEqualTo(selected(file, "select id, a, b, c from t order by id"));
    }
}
