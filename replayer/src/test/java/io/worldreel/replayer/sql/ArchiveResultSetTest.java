package io.worldreel.replayer.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.fixtures.MixedWorld;
import io.worldreel.fixtures.PhysicsWorld;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rows that are read past SQLite equal those that SQLite hands out, whatever is asked of them and in which order. With LIMIT -1, which
 * limits nothing, SQLite hands out every row itself.
 */
class ArchiveResultSetTest {
    private static final List<String> CONDITIONS = List.of("", "WHERE tick >= 70", "WHERE tick BETWEEN 30 AND 350",
            "WHERE time < moment('+4s')", "WHERE time >= moment('+1s') AND tick <= 390", "WHERE tick > 1e9");

    @TempDir
    Path folder;

    private ArchiveConnection open(int seed) throws SQLException {
        SmallMemory.write(folder, "eu-1", MixedWorld.of(seed, 9, 400));
        SmallMemory.write(folder, "us-2", PhysicsWorld.of(seed, 3, 600, 60));
        return SmallMemory.open(folder);
    }

    @FunctionalInterface
    private interface Getter {
        @Nullable
        Object get(ResultSet row, int column) throws SQLException;
    }

    private static final List<Getter> GETTERS = List.of(ResultSet::getDouble, ResultSet::getDouble, ResultSet::getLong,
            ResultSet::getObject, ResultSet::getObject, ResultSet::getString, ResultSet::getInt, ResultSet::getFloat,
            ResultSet::getShort, ResultSet::getByte, ResultSet::getBoolean, ResultSet::getBytes,
            ResultSet::getBigDecimal, (row, column) -> row.getObject(row.getMetaData().getColumnName(column)),
            (row, column) -> row.getMetaData().getColumnType(column),
            (row, column) -> row.getMetaData().getColumnTypeName(column), (row, column) -> row.getRow(),
            (row, column) -> row.isBeforeFirst() || row.isAfterLast());

    /** What a getter gives, or that it fails, as text; and whether that was NULL. */
    private static String answer(ResultSet row, Getter getter, int column) {
        String given;
        try {
            given = Rows.text(getter.get(row, column));
        } catch (SQLException | NumberFormatException failure) {
            given = failure.getClass().getSimpleName();
        }
        try {
            return given + (row.wasNull() ? " null" : "");
        } catch (SQLException failure) {
            return given + " " + failure.getMessage();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { 61, 62, 63, 64 })
    void everyGetterGivesWhatSqliteGives(int seed) throws SQLException {
        Random random = new Random(seed);
        try (ArchiveConnection db = open(seed)) {
            List<String> tables = new ArrayList<>(List.of("samples", "samples"));
            Rows.of(db, "SELECT DISTINCT component FROM samples")
                    .forEach(name -> tables.add(name.substring(1, name.length() - 1)));
            int plain = 0;
            for (int i = 0; i < 40; i++) {
                String query = query(db, tables.get(random.nextInt(tables.size())), random);
                plain += PlainLoop.columns(db, query).isPresent() ? 1 : 0;
                assertThat(PlainLoop.columns(db, query + " LIMIT -1")).isEmpty();
                compare(db, query, random);
            }
            assertThat(plain).isGreaterThan(30);
        }
    }

    private static String query(ArchiveConnection db, String table, Random random) throws SQLException {
        List<String> columns = Rows.columns(db, Names.quoted(table));
        List<String> chosen = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(6); i++) {
            chosen.add(Names.quoted(columns.get(random.nextInt(columns.size()))));
        }
        return "SELECT " + String.join(", ", chosen) + " FROM " + Names.quoted(table) + " "
                + CONDITIONS.get(random.nextInt(CONDITIONS.size()));
    }

    private static void compare(ArchiveConnection db, String query, Random random) throws SQLException {
        try (Statement one = db.createStatement();
                Statement other = db.createStatement();
                ResultSet fast = one.executeQuery(query);
                ResultSet slow = other.executeQuery(query + " LIMIT -1")) {
            int columns = fast.getMetaData().getColumnCount();
            assertThat(columns).isEqualTo(slow.getMetaData().getColumnCount());
            boolean more = true;
            for (int row = 0; more; row++) {
                more = fast.next();
                assertThat(slow.next()).as("row %d of %s", row, query).isEqualTo(more);
                for (int asked = more ? random.nextInt(5) : 0; asked > 0; asked--) {
                    int getter = random.nextInt(GETTERS.size());
                    int column = random.nextInt(50) == 0 ? columns + 1 : 1 + random.nextInt(columns);
                    assertThat(answer(fast, GETTERS.get(getter), column))
                            .as("getter %d of column %d of row %d of %s", getter, column, row, query)
                            .isEqualTo(answer(slow, GETTERS.get(getter), column));
                }
            }
            assertThat(fast.next()).isFalse();
        }
    }

    @Test
    void aPreparedStatementRunsAgainWithOtherParameters() throws SQLException {
        try (ArchiveConnection db = open(65);
                PreparedStatement query = db.prepareStatement("SELECT tick FROM samples WHERE tick < ?")) {
            for (int end : new int[]{ 300, 5, 400, 0 }) {
                query.setInt(1, end);
                long rows = 0;
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        assertThat(row.getLong(1)).isBetween(0L, end - 1L);
                        rows++;
                    }
                }
                assertThat(Rows.of(db, "SELECT count(*) FROM samples WHERE tick < " + end)).containsExactly("" + rows);
            }
        }
    }

    @Test
    void statementsMayTakeTurns() throws SQLException {
        try (ArchiveConnection db = open(66);
                Statement one = db.createStatement();
                Statement other = db.createStatement();
                ResultSet ticks = one.executeQuery("SELECT tick, entity FROM samples");
                ResultSet again = other.executeQuery("SELECT tick, entity FROM samples")) {
            while (ticks.next()) {
                assertThat(again.next()).isTrue();
                assertThat(again.getObject(2)).isEqualTo(ticks.getObject(2));
                assertThat(again.getInt(1)).isEqualTo(ticks.getInt(1));
            }
            assertThat(again.next()).isFalse();
        }
    }

    @Test
    void rowsEndWithTheirStatement() throws SQLException {
        try (ArchiveConnection db = open(67)) {
            Statement statement = db.createStatement();
            ResultSet first = statement.executeQuery("SELECT tick FROM samples");
            for (int i = 0; i < 100; i++) {
                assertThat(first.next()).isTrue();
            }
            first.close();
            assertThat(first.next()).isFalse();
            assertThatThrownBy(() -> first.getLong(1)).isInstanceOf(SQLException.class).hasMessageContaining("closed");
            statement.setMaxRows(150);
            ResultSet limited = statement.executeQuery("SELECT tick FROM samples");
            int rows = 0;
            while (limited.next()) {
                rows++;
            }
            assertThat(rows).isEqualTo(150);
            statement.close();
            assertThat(limited.next()).isFalse();
            assertThatThrownBy(() -> limited.getDouble(1)).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void theTimeOfAQueryGoesOnWhileRowsAreRead() throws SQLException {
        try (ArchiveConnection db = open(68); Statement statement = db.createStatement()) {
            ResultSet rows = statement.executeQuery("SELECT tick FROM samples");
            for (int i = 0; i < 100; i++) {
                assertThat(rows.next()).isTrue();
            }
            statement.cancel();
            assertThatThrownBy(() -> {
                while (rows.next()) {
                    assertThat(rows.getLong(1)).isNotNegative();
                }
            }).isInstanceOf(SQLException.class).isNotInstanceOf(SQLTimeoutException.class)
                    .hasMessageContaining("was cancelled");
        }
    }
}
