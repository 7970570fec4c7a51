package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.ComponentType;
import io.worldreel.format.Role;
import io.worldreel.format.WorldState;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.recorder.ComponentHandle;
import io.worldreel.recorder.IngestConfig;
import io.worldreel.recorder.Overload;
import io.worldreel.recorder.Recorder;
import io.worldreel.recorder.RecorderConfig;
import io.worldreel.recorder.RecordingFrame;
import io.worldreel.replayer.Moment;
import io.worldreel.replayer.Replay;
import io.worldreel.replayer.ReplayConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive of two days, two sources and a restart, whose small chunks become large ones. */
class CompactTest {
    private static final Instant NOON = Instant.parse("2026-11-19T12:00:00Z");
    private static final int HOURS = 14;
    private static final int TICKS_AN_HOUR = 300;

    @TempDir
    private Path folder;

    private Path archive;

    @BeforeEach
    void record() {
        archive = folder.resolve("arena");
        record("eu-1", 1, 0, 5);
        record("eu-1", 2, 5, HOURS); // after a restart its entities are others
        record("eu-2", 3, 0, HOURS);
    }

    /** A chunk an hour. Entities come and go, ticks are missing, and a component joins in the third hour. */
    private void record(String source, int seed, int fromHour, int toHour) {
        RecorderConfig config = RecorderConfig.of(archive, "arena").withSource(source).withOverload(Overload.WAIT)
                .withIngest(IngestConfig.DEFAULT.withSegmentTime(Duration.ofHours(1)));
        Random random = new Random(seed);
        try (Recorder recorder = Recorder.open(config)) {
            ComponentHandle position = recorder.component("position", ComponentType.VEC3F32, Role.POSITION);
            ComponentHandle health = null;
            for (int tick = fromHour * TICKS_AN_HOUR; tick < toHour * TICKS_AN_HOUR; tick++) {
                if (health == null && tick > (fromHour + 3) * TICKS_AN_HOUR) {
                    health = recorder.component("health", ComponentType.I32, Role.NONE);
                }
                if (random.nextInt(50) == 0) {
                    continue;
                }
                long nanos = NOON.getEpochSecond() * 1_000_000_000L + tick * (3_600_000_000_000L / TICKS_AN_HOUR);
                long player = recorder.entity("player-" + tick / 700);
                try (RecordingFrame frame = recorder.frame(tick, nanos)) {
                    frame.put(player, position, tick, random.nextFloat(), 0);
                    for (int i = 0; i < random.nextInt(6); i++) {
                        frame.put(random.nextInt(9), position, random.nextInt(100), random.nextFloat(), i);
                    }
                    if (health != null) {
                        frame.put(player, health, tick);
                    }
                    if (tick % 700 == 699) {
                        frame.despawn(player);
                    }
                    if (random.nextInt(40) == 0) {
                        frame.despawn(random.nextInt(9));
                    }
                    if (random.nextInt(20) == 0) {
                        frame.event("goal", player, "{\"by\":\"header " + tick + "\"}");
                    }
                }
            }
        }
    }

    /** What the archive answers to questions, whatever its chunks. */
    private Map<String, String> answers() {
        Map<String, String> answers = new LinkedHashMap<>();
        ask(answers, "frames");
        ask(answers, "events");
        ask(answers, "track", "eu-1/player-3", "position");
        Random random = new Random(20261121);
        for (int i = 0; i < 25; i++) {
            ask(answers, "at", "+" + random.nextInt(HOURS * 3600 - 60) + "s");
        }
        for (String query : List.of("SELECT * FROM lifetimes ORDER BY source, entity, spawn_tick",
                "SELECT * FROM entities ORDER BY 1", "SELECT count(*), sum(x), sum(y) FROM position",
                "SELECT * FROM near(50, 0, 0, 20) ORDER BY tick, entity",
                "SELECT tick, data FROM events_with('header') ORDER BY tick, data",
                "SELECT entity, max(value) FROM health GROUP BY entity ORDER BY 1")) {
            ask(answers, "sql", query);
        }
        Command verified = Command.run("verify", archive, "--json").exits(ExitCode.DONE_WITH_LOSS); // ticks are missing
        answers.put("verify", verified.out().replaceAll("\"(chunks|ok)\":\\d+", ""));
        return answers;
    }

    private void ask(Map<String, String> answers, String verb, String... words) {
        List<Object> line = new ArrayList<>(List.of(verb, archive));
        line.addAll(List.of(words));
        line.add("--json");
        String answer = Command.run(line.toArray()).succeeds().out();
        assertThat(answer).isNotEmpty();
        answers.put(verb + " " + String.join(" ", words), answer);
    }

    private void assertAnswers(Map<String, String> expected) {
        Map<String, String> now = answers();
        assertThat(now.keySet()).isEqualTo(expected.keySet());
        assertThat(now.keySet()).allSatisfy(
                question -> assertThat(Objects.equals(now.get(question), expected.get(question))).as(question)
                        .isTrue());
    }

    private List<String> files() {
        try (var files = Files.list(new ArchiveLayout(archive).chunks())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void everyAnswerStaysTheSame() throws IOException {
        Map<String, String> before = answers();
        List<String> small = files();

        String said = Command.run("compact", archive, "--day", "2026-11-19").succeeds().out();
        assertThat(said).contains("in place of 12 chunks").contains("in place of 7 chunks")
                .contains("in place of 5 chunks").doesNotContain("unchanged");
        assertAnswers(before);
        assertThat(files()).hasSize(3 + 2 * (HOURS - 12)).hasSizeLessThan(small.size());
        assertThat(archive.resolve("compacting")).doesNotExist();

        String json = Command.run("compact", archive, "--day", "2026-11-20", "--json", "--index", "space").succeeds()
                .out();
        assertThat(json).contains("\"unchanged\":0", "\"bytes_before\":", "\"replaced\":[\"20261120T");
        assertThat(Command.run("compact", archive, "--day", "2026-11-20").succeeds().out())
                .contains("nothing of 2026-11-20 to put together: 2 chunks");
        Files.delete(new ArchiveLayout(archive).catalog());
        Command.run("recover", archive).succeeds();
        assertThat(files()).hasSize(5);
        assertThat(Command.run("frames", archive, "--json").succeeds().out()).isEqualTo(before.get("frames "));
    }

    @Test
    void whatACrashLeavesBehindIsNeitherReadTwiceNorKept() throws IOException {
        Map<String, String> before = answers();
        ArchiveLayout layout = new ArchiveLayout(archive);
        Path aside = Files.createDirectory(folder.resolve("aside"));
        List<String> small = files();
        for (String chunk : small) {
            Files.copy(layout.chunk(chunk), aside.resolve(chunk));
        }
        Command.run("compact", archive, "--day", "2026-11-19").succeeds();
        List<String> after = files();

        for (List<Object> mended : List.<List<Object>>of(List.of("recover", archive),
                List.of("compact", archive, "--day", "2026-11-19"))) {
            for (String chunk : small) {
                if (!Files.exists(layout.chunk(chunk))) {
                    Files.copy(aside.resolve(chunk), layout.chunk(chunk)); // as if the process had died before deleting them
                }
            }
            assertThat(Command.run("frames", archive, "--json").succeeds().out()).isEqualTo(before.get("frames "));
            Command.run(mended.toArray()).succeeds();
            assertThat(files()).isEqualTo(after);
            assertAnswers(before);
        }
    }

    @Test
    void whoReadsMeanwhileReadsOn() {
        try (Replay replay = Replay.open(archive, ReplayConfig.DEFAULT.withLookInterval(Duration.ZERO))) {
            List<WorldState> before = states(replay);
            Command.run("compact", archive, "--day", "2026-11-19").succeeds();
            assertThat(states(replay)).isEqualTo(before);
            assertThat(replay.skipped()).isEmpty();
        }
    }

    private static List<WorldState> states(Replay replay) {
        return IntStream.range(0, HOURS * TICKS_AN_HOUR / 100)
                .mapToObj(i -> replay.at(Moment.parse("+" + i * 1200 + "s")))
                .toList();
    }

    @Test
    void aPublicationHasTheLargeInPlaceOfTheSmall() {
        Path keyFile = folder.resolve("arena.key");
        Path mirror = folder.resolve("mirror");
        String key = Command.run("keygen", keyFile).succeeds().lines().getFirst().replaceFirst("key +", "");
        Command.run("publish", archive, "--key", keyFile, "--to", mirror, "--once").succeeds();
        Command before = Command.run("frames", mirror, "--json", "--trust", key).succeeds();

        Command.run("compact", archive, "--day", "2026-11-19").succeeds();
        Command published = Command.run("publish", archive, "--key", keyFile, "--to", mirror, "--once", "--json")
                .succeeds();
        assertThat(published.out()).contains("\"seq\":2", "\"chunks\":7");
        assertThat(Command.run("frames", mirror, "--json", "--trust", key)).isEqualTo(before);
        assertThat(Command.run("ls", mirror, "--json", "--trust", key).succeeds().lines())
                .isEqualTo(Command.run("ls", archive, "--json").succeeds().lines());
    }

    @Test
    void aDamagedChunkStaysWhereItIs() throws IOException {
        List<String> small = files();
        String damaged = small.stream().filter(name -> name.startsWith("20261119T15") && name.contains("eu-2"))
                .findFirst().orElseThrow();
        byte[] bytes = Files.readAllBytes(new ArchiveLayout(archive).chunk(damaged));
        bytes[bytes.length / 2] ^= 1;
        Files.write(new ArchiveLayout(archive).chunk(damaged), bytes);

        Command compact = Command.run("compact", archive, "--day", "2026-11-19").exits(ExitCode.DONE_WITH_LOSS);
        assertThat(compact.out()).contains("left as it is: chunk " + damaged).contains("in place of 3 chunks")
                .contains("in place of 8 chunks");
        assertThat(files()).contains(damaged);
    }

    @Test
    void mistakesAreNamed() {
        Command.run("compact", archive, "--day", "today").failsSaying(ExitCode.WRONG_USAGE, "'today'", "2026-11-20");
        Command.run("compact", archive).failsSaying(ExitCode.WRONG_USAGE, "--day");
        Command.run("compact", folder, "--day", "2026-11-19").failsSaying(ExitCode.FAILED, "no catalog");
        Command.run("compact", archive, "--day", "2026-11-19", "--level", "99").failsSaying(ExitCode.WRONG_USAGE, "99");
        assertThat(Command.run("compact", archive, "--day", "1999-12-31").succeeds().out()).contains("0 chunks");
    }
}
