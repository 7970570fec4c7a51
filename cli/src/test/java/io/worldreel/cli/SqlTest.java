package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.fixtures.Archives;
import io.worldreel.fixtures.PhysicsWorld;
import io.worldreel.recorder.IngestConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code sql} on a recorded archive. */
class SqlTest {
    @TempDir
    private static Path folder;

    private static Path archive;

    @BeforeAll
    static void record() {
        archive = folder.resolve("arena");
        Archives.write(archive, "arena", "eu-1", PhysicsWorld.of(61, 12, 600, 60), IngestConfig.DEFAULT);
    }

    @Test
    void answersAsTableAsJsonAndAsCsv() {
        String query = "SELECT count(*) AS n, min(tick) AS first, 'a b' AS word FROM frames";

        assertThat(Command.run("sql", archive, query, "--json").succeeds().out())
                .isEqualTo("{\"n\":600,\"first\":0,\"word\":\"a b\"}\n");
        assertThat(Command.run("sql", archive, query, "--csv").succeeds().lines()).containsExactly("n,first,word",
                "600,0,a b");
        assertThat(Command.run("sql", archive, query).succeeds().lines().getFirst()).contains("n", "first", "word");
    }

    @Test
    void stateAndTheRowsOfAComponentAgree() {
        String state = Command.run("sql", archive,
                "SELECT entity, x FROM state WHERE at = 'tick:300' AND component = 'position' ORDER BY entity", "--csv")
                .succeeds().out();
        String last = Command.run("sql", archive,
                "SELECT entity, x FROM (SELECT entity, x, max(tick) FROM position WHERE tick <= 300 GROUP BY entity) "
                        + "WHERE entity IN (SELECT entity FROM state WHERE at = 'tick:300') ORDER BY entity",
                "--csv").succeeds().out();

        assertThat(state).isEqualTo(last).hasLineCount(13);
    }

    @Test
    void thePlanShowsWhatIsLookedUp() {
        assertThat(Command.run("sql", archive,
                "EXPLAIN QUERY PLAN SELECT * FROM position WHERE entity = 3 AND tick BETWEEN 10 AND 20").succeeds()
                .out()).contains("entity=?", "tick>=?", "tick<=?");
    }

    @Test
    void whoWasNearWhom() {
        String where = Command.run("sql", archive,
                "SELECT x || ',' || y || ',' || z FROM state WHERE at = 'tick:100' AND component = 'position' LIMIT 1",
                "--csv").succeeds().lines().getLast().replace("\"", "");

        assertThat(Command.run("sql", archive,
                "SELECT entity FROM near(" + where + ", 0.001, 'tick:100', 'tick:100')", "--csv").succeeds().lines())
                .hasSizeGreaterThanOrEqualTo(2);
        assertThat(Command.run("sql", archive, "SELECT * FROM encounters(1, 1e6, 'tick:0', 'tick:50')", "--json")
                .succeeds().lines()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "ATTACH '/tmp/other.sqlite' AS other", "INSERT INTO frames VALUES (1)",
            "DROP TABLE frames",
            "CREATE TABLE mine(x)", "PRAGMA journal_mode = WAL", "PRAGMA writable_schema = 1", "VACUUM INTO '/tmp/x'",
            "SELECT load_extension('x')", "DELETE FROM sqlite_schema", "DETACH main" })
    void whateverIsNotReadingIsRefused(String statement) {
        assertThat(Command.run("sql", archive, statement).exits(ExitCode.FAILED).err()).hasLineCount(1);
    }

    @Test
    void aQueryThatDoesNotEndIsStopped() {
        Command.run("sql", archive, "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) "
                + "SELECT count(*) FROM n", "--timeout", "0.3").failsSaying(ExitCode.FAILED, "took longer than it may");
        Command.run("sql", archive, "SELECT count(*) FROM position a, position b, position c", "--timeout", "0.3")
                .failsSaying(ExitCode.FAILED, "took longer than it may");
    }

    @Test
    void indexesAreReportedAndCanBeLeftOut() {
        assertThat(Command.run("info", archive, "--json").succeeds().out()).containsPattern(
                "\"space_index_bytes\":[1-9]");
        Path plain = folder.resolve("plain");
        Command.runWithInput("tick,time,entity,x,y,z\n1,0.1,7,1,2,3\n2,0.2,7,1,2,4\n", "import", "-", plain, "--world",
                "arena", "--tick", "tick", "--time", "time", "--entity", "entity", "--component",
                "position=x,y,z:vec3f32", "--index", "none").succeeds();
        assertThat(Command.run("info", plain, "--json").succeeds().out()).contains("\"space_index_bytes\":0",
                "\"text_index_bytes\":0");
        assertThat(Command.run("sql", plain, "SELECT count(*) AS n FROM near(1, 2, 3, 0.5)", "--json").succeeds().out())
                .isEqualTo("{\"n\":1}\n");
    }
}
