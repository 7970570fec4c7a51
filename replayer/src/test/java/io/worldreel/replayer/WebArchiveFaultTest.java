package io.worldreel.replayer;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.fixtures.Archives;
import io.worldreel.fixtures.MixedWorld;
import io.worldreel.fixtures.WebFolder;
import io.worldreel.fixtures.WebFolder.Fault;
import io.worldreel.format.EntityId;
import io.worldreel.format.Frame;
import io.worldreel.format.WorldState;
import io.worldreel.recorder.IngestConfig;
import io.worldreel.zstdvfs.HttpConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A web server that fails in every way, at random: an archive on it answers rightly, or says what went wrong, in time. */
class WebArchiveFaultTest {
    private static final List<Fault> FAULTS = List.of(Fault.values());
    private static final int TICKS = 700;
    private static final EntityId ENTITY = EntityId.of(2);
    private static final String COMPONENT = "a vec3f32";
    private static final HttpConfig HASTY = HttpConfig.DEFAULT.withBackOff(Duration.ofMillis(1)).withAttempts(3)
            .withStall(Duration.ofMillis(100)).withDeadline(Duration.ofSeconds(1));

    @TempDir
    static Path made;
    private static long firstTick;
    private static List<Frame> frames = List.of();
    private static List<TrackSample> track = List.of();
    private static List<WorldState> states = List.of();

    @BeforeAll
    static void record() {
        Archives.write(made, "arena", "eu-1", MixedWorld.of(5, 12, TICKS),
                IngestConfig.DEFAULT.withSegmentTime(Duration.ofSeconds(6)));
        try (Replay replay = Replay.open(made)) {
            firstTick = replay.chunks().getFirst().firstTick();
            frames = frames(replay);
            track = track(replay);
            states = frames.stream().map(frame -> replay.at(Moment.tick(frame.tick()))).toList();
        }
    }

    private static List<Frame> frames(Replay replay) {
        List<Frame> all = new ArrayList<>();
        try (FrameCursor cursor = replay.frames(Moment.START, Moment.END)) {
            while (cursor.hasNext()) {
                all.add(cursor.next());
            }
        }
        return all;
    }

    private static List<TrackSample> track(Replay replay) {
        List<TrackSample> all = new ArrayList<>();
        replay.track(ENTITY, COMPONENT, Moment.START, Moment.END).forEach(all::add);
        return all;
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 })
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void everyReadEndsInTheRightAnswerOrAnError(long seed) throws IOException {
        Random random = new Random(seed);
        int oneIn = 2 + random.nextInt(12);
        Random choice = new Random(~seed);
        try (WebFolder server = new WebFolder(made)) {
            server.faults(path -> {
                synchronized (choice) {
                    return choice.nextInt(oneIn) == 0
                            ? FAULTS.get(choice.nextInt(FAULTS.size()))
                            : Fault.NONE;
                }
            });
            for (int run = 0; run < 6; run++) {
                read(server, random);
            }
        }
    }

    /** What a replay leaves out it must name; then less than everything is right. */
    private static void read(WebFolder server, Random random) {
        try (Replay replay = Replay.open(new ArchiveAddress.Web(server.uri(), HASTY))) {
            int at = random.nextInt(frames.size());
            assertThat(replay.at(Moment.tick(frames.get(at).tick()))).isEqualTo(states.get(at));
            List<Frame> read = frames(replay);
            assertThat(replay.skipped().isEmpty() ? read : frames).isEqualTo(frames);
            assertThat(frames).containsAll(read);
            List<TrackSample> samples = track(replay);
            assertThat(replay.skipped().isEmpty() ? samples : track).isEqualTo(track);
            assertThat(track).containsAll(samples);
            assertThat(replay.chunks().getFirst().firstTick()).isEqualTo(firstTick);
        } catch (ReplayException | java.io.UncheckedIOException said) {
            assertThat(said).hasMessageContaining(server.uri().toString());
        }
    }
}
