package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Two real matches, from CSV to archive and back: every value, exactly, in order. */
class MatchTest {
    private static final long SEED = 7;
    private static final int RANDOM_TICKS = 200;

    @Nested
    @DisplayName("rl-256")
    class Rl256 extends Contract {
        Rl256() {
            super("rl-256");
        }
    }

    @Nested
    @DisplayName("sonic_spin")
    class SonicSpin extends Contract {
        SonicSpin() {
            super("sonic_spin");
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    abstract static class Contract {
        private final String name;
        private Match match;
        private Path archive;

        Contract(String name) {
            this.name = name;
        }

        @BeforeAll
        void importMatch(@TempDir Path folder) throws IOException {
            match = Match.read(name);
            archive = folder.resolve("arena");
            Map<String, Object> imported = Json.object(match.importInto(archive).succeeds().out());
            assertThat(Json.number(imported, "rows")).isEqualTo(match.rows().size());
            assertThat(Json.number(imported, "frames")).isEqualTo(match.ticks().size());
            assertThat(Json.number(imported, "samples")).isEqualTo(match.rows().size());
        }

        @Test
        void framesGiveBackEveryValueInOrder() {
            List<String> lines = Command.run("frames", archive, "--json").succeeds().lines();

            NavigableMap<Long, List<Match.Row>> ticks = match.ticks();
            assertThat(lines).hasSize(ticks.size());
            int at = 0;
            for (List<Match.Row> rows : ticks.values()) {
                assertFrame(rows, Json.object(lines.get(at++)));
            }
        }

        private static void assertFrame(List<Match.Row> rows, Map<String, Object> frame) {
            assertThat(Json.number(frame, "tick")).isEqualTo(rows.getFirst().tick());
            assertThat(Json.number(frame, "time_ns")).isEqualTo(rows.getFirst().timeNanos());
            assertThat(Json.list(frame, "events")).isEmpty();
            List<Object> samples = Json.list(frame, "samples");
            assertThat(samples).hasSize(rows.size() * Match.COLUMNS.size());
            int at = 0;
            for (Match.Row row : rows) {
                for (String component : Match.COLUMNS.keySet()) {
                    Map<String, Object> sample = Json.cast(samples.get(at++));
                    assertThat(Json.number(sample, "entity")).isEqualTo(row.entity());
                    assertThat(sample.get("component")).isEqualTo(component);
                    assertThat(Match.isSame(row, component, Json.cast(sample.get("value"))))
                            .as("%s in %s of %s", sample, component, row).isTrue();
                }
            }
        }

        @Test
        @DisplayName("the state at 200 random ticks (seed " + SEED + ") is the last value of everything so far")
        void stateIsTheLastValueOfEverythingSoFar() {
            Random random = new Random(SEED);
            List<Long> ticks = new ArrayList<>(match.ticks().keySet());
            for (int i = 0; i < RANDOM_TICKS; i++) {
                long tick = ticks.get(random.nextInt(ticks.size()));

                Map<String, Object> state = Json
                        .object(Command.run("at", archive, "tick:" + tick, "--json").succeeds().out());

                assertThat(Json.number(state, "tick")).isEqualTo(tick);
                assertState(match.lastRows(tick), Json.list(state, "entities"));
            }
        }

        private static void assertState(NavigableMap<Long, Match.Row> expected, List<Object> entities) {
            assertThat(entities).hasSize(expected.size());
            int at = 0;
            for (Match.Row row : expected.values()) {
                Map<String, Object> entity = Json.cast(entities.get(at++));
                assertThat(Json.number(entity, "entity")).isEqualTo(row.entity());
                assertThat(entity.get("kind")).isEqualTo(row.kind());
                Map<String, Object> components = Json.cast(entity.get("components"));
                assertThat(components.keySet()).containsExactlyElementsOf(Match.COLUMNS.keySet());
                components.forEach((component, value) -> assertThat(Match.isSame(row, component, value))
                        .as("%s in %s of %s", value, component, row).isTrue());
            }
        }

        @Test
        void aTickWithoutAFrameHasTheStateOfTheFrameBefore() {
            NavigableMap<Long, List<Match.Row>> ticks = match.ticks();
            long hole = ticks.keySet().stream().mapToLong(tick -> tick + 1).filter(tick -> !ticks.containsKey(tick))
                    .findFirst().orElseThrow();

            assertThat(Command.run("at", archive, "tick:" + hole, "--json").succeeds().out())
                    .isEqualTo(Command.run("at", archive, "tick:" + (hole - 1), "--json").succeeds().out());
        }

        @Test
        void theTrackOfEveryTwentiethEntityIsItsColumn() {
            List<Long> entities = match.rows().stream().map(Match.Row::entity).distinct().toList();
            for (int i = 0; i < entities.size(); i += 20) {
                long entity = entities.get(i);
                List<Match.Row> rows = match.rows().stream().filter(row -> row.entity() == entity).toList();

                List<String> lines = Command.run("track", archive, entity, "position", "--json").succeeds().lines();

                assertThat(lines).hasSize(rows.size());
                for (int at = 0; at < lines.size(); at++) {
                    Map<String, Object> sample = Json.object(lines.get(at));
                    assertThat(Json.number(sample, "tick")).isEqualTo(rows.get(at).tick());
                    assertThat(Match.isSame(rows.get(at), "position", Json.cast(sample.get("value")))).isTrue();
                }
            }
        }

        @Test
        void theArchiveIsWholeAndItsSizesAddUp() throws IOException {
            assertThat(Command.run("verify", archive, "--json").succeeds().out())
                    .contains("\"bad\":[]", "\"ticks_recorded\":" + match.ticks().size());
            Map<String, Object> info = Json.object(Command.run("info", archive, "--json").succeeds().out());
            assertThat(Json.number(info, "samples")).isEqualTo(match.rows().size());
            long listed = 0;
            for (String line : Command.run("ls", archive, "--json").succeeds().lines()) {
                Map<String, Object> chunk = Json.object(line);
                Path file = archive.resolve("chunks").resolve(Json.<String>cast(chunk.get("chunk")));
                assertThat(Json.number(chunk, "bytes")).isEqualTo(Files.size(file));
                listed += Files.size(file);
            }
            assertThat(Json.number(info, "bytes")).isEqualTo(listed);
        }

        @Test
        void aSecondImportOfTheSameSourceIsRefusedAndChangesNothing() {
            String before = Command.run("ls", archive, "--json").succeeds().out();

            match.importInto(archive).failsSaying(ExitCode.FAILED, "line ", "tick");

            assertThat(Command.run("ls", archive, "--json").succeeds().out()).isEqualTo(before);
        }
    }
}
