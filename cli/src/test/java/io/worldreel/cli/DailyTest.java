package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.fixtures.Archives;
import io.worldreel.fixtures.MixedWorld;
import io.worldreel.recorder.IngestConfig;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A publisher who puts each day together when it is over, by a clock that is set here. */
class DailyTest {
    private static final IngestConfig SHORT = IngestConfig.DEFAULT.withSegmentTime(Duration.ofSeconds(5));
    private static final Instant EVENING = Instant.parse("2026-11-19T23:00:00Z");

    @TempDir
    Path folder;
    private Path archive = Path.of("");
    private Path key = Path.of("");
    private String magnet = "";

    /** A clock that somebody sets. */
    private static final class SetClock extends Clock {
        private volatile Instant now = EVENING;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private final SetClock clock = new SetClock();

    @BeforeEach
    void record() {
        archive = folder.resolve("arena");
        key = folder.resolve("arena.key");
        write("eu-1", EVENING);
        magnet = Command.run("keygen", key).succeeds().lines().get(1).replaceFirst("magnet +", "");
    }

    private void write(String source, Instant from) {
        Archives.write(archive, "arena", source, new MixedWorld(6, 20, 900, 100,
                TimeUnit.SECONDS.toNanos(from.getEpochSecond())), SHORT);
    }

    private Command publish(Object... more) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        String[] words = Stream.concat(Stream.of("publish", archive, "--key", key, "--daily"), Stream.of(more))
                .map(Object::toString).toArray(String[]::new);
        int code = Worldreel.run(words, InputStream.nullInputStream(), out, new PrintStream(err, true,
                StandardCharsets.UTF_8), false, new StopSignal(), clock);
        return new Command(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static List<String> names(Path chunks) throws Exception {
        try (Stream<Path> files = Files.list(chunks)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".zst")).sorted()
                    .toList();
        }
    }

    @Test
    void aDayIsPutTogetherWhenItIsOverAndWhatItReplacedLeavesTheMirrorLater() throws Exception {
        Path mirror = folder.resolve("mirror");
        assertThat(publish("--to", mirror, "--once").succeeds().out()).contains("head 1: 4 chunks");
        clock.now = Instant.parse("2026-11-20T01:59:59Z");
        assertThat(publish("--to", mirror, "--once").succeeds().out()).contains("head 1: 4 chunks, 0 of them new");
        var frames = Command.run("frames", archive, "--json").succeeds();

        clock.now = Instant.parse("2026-11-20T02:00:00Z");
        var daily = publish("--to", mirror, "--once").succeeds();
        assertThat(daily.out()).contains("head 2: 1 chunk, 1 of them new");
        assertThat(daily.err()).contains("2026-11-19: ", "in place of 4 chunks");
        assertThat(names(mirror.resolve("chunks"))).as("for who reads by head 1").hasSize(5);
        assertThat(Command.run("frames", mirror, "--trust", magnet, "--json")).isEqualTo(frames);
        assertThat(Command.run("frames", archive, "--json")).isEqualTo(frames);

        clock.now = clock.now.plus(Duration.ofDays(7));
        write("eu-2", EVENING.plusSeconds(100));
        publish("--to", mirror, "--once").succeeds();
        assertThat(names(mirror.resolve("chunks"))).isEqualTo(names(archive.resolve("chunks")));
        assertThat(Command.run("verify", mirror, "--trust", magnet).out()).contains("5 of 5 chunks ok");
    }

    @Test
    void whoFollowsTakesTheDayAndGivesTheHoursUpAndEveryAnswerStaysTheSame() throws Exception {
        Path copy = folder.resolve("copy");
        var stop = new StopSignal();
        var err = new ByteArrayOutputStream();
        String[] words = { "publish", archive.toString(), "--key", key.toString(), "--daily", "--listen",
                "127.0.0.1:0" };
        var publisher = CompletableFuture.supplyAsync(() -> Worldreel.run(words, InputStream.nullInputStream(),
                OutputStream.nullOutputStream(), new PrintStream(err, true, StandardCharsets.UTF_8), false,
                stop, clock));
        try {
            String link = magnet + "&x.pe=" + address(err, publisher);
            try (var follower = VerbProcess.start("follow", link, copy, "--listen", "127.0.0.1:0", "--look", "0.2")) {
                follower.awaitSaid("head 1 of arena");
                FollowedCopy.awaitHead(copy, 1);
                var frames = Command.run("frames", copy, "--json").succeeds();
                var at = Command.run("at", copy, "+12.5s", "--json").succeeds();
                assertThat(Command.run("ls", copy, "--json").lines()).hasSize(4);

                clock.now = Instant.parse("2026-11-20T02:00:00Z");
                follower.awaitSaid("head 2 of arena");
                follower.awaitSaid("gave up 2026");
                until(() -> Command.run("ls", copy, "--json").lines().size() == 1);
                assertThat(Command.run("ls", copy, "--json")).isEqualTo(Command.run("ls", archive, "--json"));
                assertThat(Command.run("frames", copy, "--json")).isEqualTo(frames);
                assertThat(Command.run("at", copy, "+12.5s", "--json")).isEqualTo(at);
                assertThat(follower.stop().code()).isZero();
            }
        } finally {
            stop.raise();
            assertThat(publisher.get(60, TimeUnit.SECONDS)).isZero();
        }
    }

    private static void until(BooleanSupplier condition) throws InterruptedException {
        for (int look = 0; look < 1200 && !condition.getAsBoolean(); look++) {
            Thread.sleep(50);
        }
    }

    private static String address(ByteArrayOutputStream err, CompletableFuture<Integer> publisher) throws Exception {
        for (int look = 0; look < 6000 && !publisher.isDone(); look++) {
            String said = err.toString(StandardCharsets.UTF_8);
            int at = said.indexOf("peers reach this at ");
            if (at >= 0 && said.contains("point to head 1")) {
                return said.substring(at + "peers reach this at ".length()).lines().findFirst().orElseThrow();
            }
            Thread.sleep(10);
        }
        throw new AssertionError("it does not say where it is: " + err);
    }
}
