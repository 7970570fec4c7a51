package io.worldreel.replayer.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.fixtures.MixedWorld;
import io.worldreel.fixtures.PhysicsWorld;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that are folded without SQLite equal, bit for bit, those that SQLite finds. With LIMIT -1, which limits nothing, it does so itself. */
class FoldTest {
    private static final List<String> NUMBERS = List.of("0", "2", "-7", "0.1", "-1.5", "100", "9007199254740993");
    private static final List<String> GROUPS = List.of("", "", " GROUP BY entity", " GROUP BY entity",
            " GROUP BY source, entity", " GROUP BY source");

    @TempDir
    Path folder;

    private ArchiveConnection open(int seed) throws SQLException {
        SmallMemory.write(folder, "eu-1", MixedWorld.of(seed, 9, 400));
        SmallMemory.write(folder, "us-2", PhysicsWorld.of(seed, 7, 1100, 60));
        return SmallMemory.open(folder);
    }

    /** The rows of a query as text, or why there are none, and whether they were folded. */
    private record Answer(List<String> rows, boolean folded) {
        static Answer of(ArchiveConnection db, String query) throws SQLException {
            try (Statement statement = db.createStatement();
                    ResultSet rows = statement.executeQuery(query)) {
                return new Answer(Rows.of(rows), ((ArchiveResultSet) rows).isFolded());
            } catch (SQLException failure) {
                return new Answer(List.of(String.valueOf(failure.getMessage())), false);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { 71, 72, 73 })
    void whatIsFoldedIsWhatSqliteFinds(int seed) throws SQLException {
        try (ArchiveConnection db = open(seed)) {
            assertThat(folded(db, new Random(seed), 100, List.of("samples", "position", "velocity", "rotation")))
                    .isBetween(20, 95);
        }
    }

    /** Where an archive has one source, entities have numbers, too. */
    @Test
    void groupsComeInTheOrderOfNumbersAndThenNames() throws SQLException {
        SmallMemory.write(folder, "eu-1", MixedWorld.of(70, 9, 900));
        try (ArchiveConnection db = SmallMemory.open(folder)) {
            assertThat(folded(db, new Random(70), 100, List.of("samples"))).isBetween(20, 95);
        }
    }

    /** Holds answers to random queries against SQLite's, and counts those that were folded. */
    private static int folded(ArchiveConnection db, Random random, int queries, List<String> more) throws SQLException {
        List<String> tables = new ArrayList<>(more);
        Rows.of(db, "SELECT DISTINCT component FROM samples")
                .forEach(name -> tables.add(name.substring(1, name.length() - 1)));
        int folded = 0;
        for (int i = 0; i < queries; i++) {
            String query = query(db, tables.get(random.nextInt(tables.size())), random);
            Answer found = Answer.of(db, query);
            Answer expected = Answer.of(db, query + " LIMIT -1");
            assertThat(expected.folded()).isFalse();
            assertThat(found.rows()).as(query).isEqualTo(expected.rows());
            folded += found.folded() ? 1 : 0;
        }
        return folded;
    }

    private static String query(ArchiveConnection db, String table, Random random) throws SQLException {
        List<String> columns = Rows.columns(db, Names.quoted(table));
        String group = GROUPS.get(random.nextInt(GROUPS.size()));
        List<String> results = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            String argument = random.nextInt(6) == 0 ? pick(columns, random) : number(columns, random, 2);
            results.add(switch (random.nextInt(8)) {
                case 0 -> "count(*)";
                case 1 -> "count(" + argument + ")";
                case 2 -> "min(" + argument + ")";
                case 3 -> "max(" + argument + ")";
                case 4 -> "total(" + argument + ")";
                case 5 -> "avg(" + argument + ")";
                case 6 -> random.nextBoolean() && !group.isEmpty() ? "entity" : "sum(" + argument + ")";
                default -> "sum(" + argument + ") / count(*)";
            });
        }
        List<String> conditions = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            conditions.add(condition(columns, random));
        }
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        String all = "SELECT " + String.join(", ", results) + " FROM " + Names.quoted(table) + where + group;
        return random.nextInt(5) == 0
                ? "SELECT count(*), total(r), max(r) FROM (SELECT " + results.getFirst() + " AS r FROM "
                        + Names.quoted(table) + where + group + ")"
                : all;
    }

    private static String condition(List<String> columns, Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> "tick % 1000000007 > 3"; // which is folded by nobody
            case 1 -> "time < moment('+4s')";
            case 2 -> "source = 'us-2'";
            case 3 -> "entity = " + random.nextInt(4);
            case 4 -> pick(columns, random) + " IS NOT NULL";
            case 5 -> number(columns, random, 1) + " BETWEEN -10 AND " + pick(NUMBERS, random);
            default -> number(columns, random, 1) + List.of(" < ", " >= ", " = ", " <> ").get(random.nextInt(4))
                    + pick(NUMBERS, random);
        };
    }

    private static String number(List<String> columns, Random random, int depth) {
        if (depth == 0 || random.nextInt(3) == 0) {
            List<String> numeric = columns.stream().filter(c -> !c.equals("source") && !c.equals("component")
                    && !c.equals("entity")).toList();
            return random.nextInt(4) == 0 ? pick(NUMBERS, random) : pick(numeric, random);
        }
        String one = number(columns, random, depth - 1);
        return switch (random.nextInt(7)) {
            case 0 -> "sqrt(" + one + ")";
            case 1 -> "abs(" + one + ")";
            default -> "(" + one + " " + List.of("+", "-", "*", "/").get(random.nextInt(4)) + " "
                    + number(columns, random, depth - 1) + ")";
        };
    }

    private static String pick(List<String> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }

    @Test
    void sqliteFindsForItselfWhatOnlyItCanConvert() throws SQLException {
        try (ArchiveConnection db = open(75);
                Statement statement = db.createStatement();
                ResultSet rows = statement
                        .executeQuery("SELECT entity, avg(x), sum(y) FROM position GROUP BY entity")) {
            List<String> slow = Rows.of(db, "SELECT CAST(avg(x) AS TEXT) FROM position GROUP BY entity LIMIT -1");
            assertThat(((ArchiveResultSet) rows).isFolded()).isTrue();
            assertThat(rows.getMetaData().getColumnName(2)).isEqualTo("avg(x)");
            for (int row = 0; row < slow.size(); row++) {
                assertThat(rows.next()).isTrue();
                if (row >= 2) { // from here on as SQLite gives them
                    assertThat("'" + rows.getString(2) + "'").isEqualTo(slow.get(row));
                }
                assertThat(rows.getDouble(2)).isNotNaN();
                assertThat(rows.wasNull()).isFalse();
            }
            assertThat(rows.next()).isFalse();
            assertThat(rows.isAfterLast()).isTrue();
        }
    }

    @Test
    void parametersAndOtherStatementsAreTheirOwn() throws SQLException {
        try (ArchiveConnection db = open(76);
                Statement other = db.createStatement();
                PreparedStatement query = db.prepareStatement("SELECT count(*), sum(x) FROM position WHERE tick < ?")) {
            for (int end : new int[]{ 250, 100, 299, 0 }) {
                query.setInt(1, end);
                try (ResultSet row = query.executeQuery();
                        ResultSet all = other.executeQuery("SELECT count(*) FROM position GROUP BY entity")) {
                    assertThat(all.next() && row.next()).isTrue();
                    assertThat(row.getInt(1)).isEqualTo(7 * end);
                    assertThat(all.getBytes(1)).isNotEmpty();
                    assertThat(row.getBigDecimal(1).intValue()).isEqualTo(7 * end);
                    assertThat(row.next()).isFalse();
                }
            }
        }
    }

    @Test
    void aFoldIsCancelledAndItsTimeEnds() throws SQLException {
        SmallMemory.write(folder, "us-2", PhysicsWorld.of(77, 7, 300, 60));
        SqlConfig hurried = SqlConfig.DEFAULT.withTimeout(Duration.ofNanos(1));
        try (ArchiveConnection db = ArchiveConnection.open(folder, hurried);
                Statement statement = db.createStatement()) {
            assertThatThrownBy(() -> statement.executeQuery("SELECT sum(x) FROM position"))
                    .hasMessageContaining("took longer than it may");
        }
    }
}
