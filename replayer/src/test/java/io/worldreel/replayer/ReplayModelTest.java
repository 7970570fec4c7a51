package io.worldreel.replayer;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.fixtures.Archives;
import io.worldreel.fixtures.FrameSource;
import io.worldreel.fixtures.MixedWorld;
import io.worldreel.fixtures.PhysicsWorld;
import io.worldreel.fixtures.ReferenceModel;
import io.worldreel.format.EntityId;
import io.worldreel.format.Frame;
import io.worldreel.format.WorldState;
import io.worldreel.format.segment.TimedEvent;
import io.worldreel.recorder.IngestConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a replay answers equals what the frames say, computed without regard to cost. */
class ReplayModelTest {
    /** So small that every access crosses from chunk to chunk and gives something up. */
    private static final ReplayConfig CRAMPED = new ReplayConfig(2, 1 << 20, 200_000,
            ReplayConfig.DEFAULT.lookInterval());

    @TempDir
    static Path made;

    private static final Map<FrameSource, Path> ARCHIVES = new HashMap<>();

    private Path folder = made;

    static List<Arguments> worlds() {
        return List.of(Arguments.of(MixedWorld.of(11, 7, 450), Duration.ofSeconds(3)),
                Arguments.of(MixedWorld.of(12, 1, 300), Duration.ofHours(1)),
                Arguments.of(MixedWorld.of(13, 80, 180), Duration.ofSeconds(2)),
                Arguments.of(PhysicsWorld.of(14, 70, 400, 60), Duration.ofSeconds(2)),
                Arguments.of(MixedWorld.of(15, 3, 1), Duration.ofSeconds(1)));
    }

    private List<Frame> write(FrameSource world, Duration chunkTime) {
        folder = ARCHIVES.computeIfAbsent(world, any -> {
            Path archive = made.resolve("archive-" + ARCHIVES.size());
            Archives.write(archive, "arena", "eu-1", world, IngestConfig.DEFAULT.withSegmentTime(chunkTime));
            return archive;
        });
        List<Frame> frames = new ArrayList<>();
        world.forEach(frames::add);
        return frames;
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void statesAreTheLastValuesOfTheLiving(FrameSource world, Duration chunkTime) {
        List<Frame> frames = write(world, chunkTime);
        var model = new ReferenceModel(world.components());
        List<WorldState> states = new ArrayList<>();
        frames.forEach(frame -> {
            model.accept(frame);
            states.add(model.state());
        });
        List<Integer> order = new ArrayList<>(IntStream.range(0, frames.size()).boxed().toList());
        Collections.shuffle(order, new Random(1));
        try (Replay replay = Replay.open(folder, CRAMPED)) {
            for (int i : order.subList(0, Math.min(150, order.size()))) {
                assertThat(replay.at(Moment.tick(frames.get(i).tick()))).isEqualTo(states.get(i));
                if (i + 1 < frames.size() && frames.get(i + 1).tick() > frames.get(i).tick() + 1) {
                    assertThat(replay.at(Moment.tick(frames.get(i).tick() + 1))).isEqualTo(states.get(i));
                }
            }
            assertThat(replay.at(Moment.END)).isEqualTo(states.getLast());
            assertThat(replay.at(Moment.START)).isEqualTo(states.getFirst());
            assertThat(replay.skipped()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void aTimeIsTheLastFrameThatIsNotLater(FrameSource world, Duration chunkTime) {
        List<Frame> frames = write(world, chunkTime);
        var random = new Random(2);
        try (Replay replay = Replay.open(folder, CRAMPED)) {
            long start = frames.stream().mapToLong(Frame::timeNanos).min().orElseThrow();
            long end = frames.stream().mapToLong(Frame::timeNanos).max().orElseThrow();
            for (int i = 0; i < 100; i++) {
                long time = start + (long) (random.nextDouble() * (end - start));
                long expected = frames.stream().filter(frame -> frame.timeNanos() <= time).mapToLong(Frame::tick).max()
                        .orElseThrow();
                assertThat(replay.at(new Moment.Time(time)).tick()).isEqualTo(expected);
                assertThat(replay.at(new Moment.Offset(time - start)).tick()).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void framesComeBackAsTheyWereSaidForwardsAndBackwards(FrameSource world, Duration chunkTime) {
        List<Frame> frames = write(world, chunkTime);
        try (Replay replay = Replay.open(folder, CRAMPED);
                FrameCursor cursor = replay.frames(Moment.START, Moment.END)) {
            assertThat(cursor.hasPrevious()).isFalse();
            for (Frame frame : frames) {
                assertThat(cursor.hasNext()).isTrue();
                assertThat(cursor.next()).isEqualTo(frame);
            }
            assertThat(cursor.hasNext()).isFalse();
            for (Frame frame : frames.reversed()) {
                assertThat(cursor.hasPrevious()).isTrue();
                assertThat(cursor.previous()).isEqualTo(frame);
            }
            assertThat(cursor.hasPrevious()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void aCursorWandersWithoutLosingItsPlace(FrameSource world, Duration chunkTime) {
        List<Frame> frames = write(world, chunkTime);
        var random = new Random(3);
        int low = frames.size() / 5;
        int high = frames.size() - 1 - frames.size() / 7;
        try (Replay replay = Replay.open(folder, CRAMPED);
                FrameCursor cursor = replay.frames(Moment.tick(frames.get(low).tick()),
                        Moment.tick(frames.get(high).tick()))) {
            int place = low;
            for (int i = 0; i < 1500; i++) {
                int choice = random.nextInt(100);
                if (choice == 0) {
                    place = low + random.nextInt(high - low + 1);
                    cursor.seek(Moment.tick(frames.get(place).tick()));
                } else if (choice == 1) {
                    cursor.toEnd();
                    place = high + 1;
                } else if (choice < 60) {
                    assertThat(cursor.hasNext()).isEqualTo(place <= high);
                    if (place <= high) {
                        assertThat(cursor.next()).isEqualTo(frames.get(place++));
                    }
                } else {
                    assertThat(cursor.hasPrevious()).isEqualTo(place > low);
                    if (place > low) {
                        assertThat(cursor.previous()).isEqualTo(frames.get(--place));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void aTrackIsWhatFramesPutOnOneEntity(FrameSource world, Duration chunkTime) {
        List<Frame> frames = write(world, chunkTime);
        List<EntityId> entities = frames.stream().flatMap(frame -> frame.samples().stream()).map(Frame.Sample::entity)
                .distinct().limit(2).toList();
        long from = frames.get(frames.size() / 3).tick();
        long to = frames.get(frames.size() * 2 / 3).tick();
        try (Replay replay = Replay.open(folder, CRAMPED)) {
            for (EntityId entity : entities) {
                for (var component : world.components()) {
                    List<TrackSample> expected = new ArrayList<>();
                    for (Frame frame : frames) {
                        frame.samples().stream()
                                .filter(sample -> frame.tick() >= from && frame.tick() <= to
                                        && sample.entity().equals(entity)
                                        && sample.component().equals(component))
                                .forEach(sample -> expected
                                        .add(new TrackSample(frame.tick(), frame.timeNanos(), sample.value())));
                    }
                    assertThat(replay.track(entity, component.name(), Moment.tick(from), Moment.tick(to)))
                            .containsExactlyElementsOf(expected);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void eventsComeByTickAndFilter(FrameSource world, Duration chunkTime) {
        List<Frame> frames = write(world, chunkTime);
        List<TimedEvent> all = new ArrayList<>();
        frames.forEach(frame -> frame.events()
                .forEach(event -> all.add(new TimedEvent(frame.tick(), frame.timeNanos(), event))));
        try (Replay replay = Replay.open(folder, CRAMPED)) {
            assertThat(replay.events(EventQuery.ALL)).containsExactlyElementsOf(all);
            assertThat(replay.events(EventQuery.ALL.withKind("input")))
                    .containsExactlyElementsOf(
                            all.stream().filter(event -> event.event().kind().equals("input")).toList());
            Optional<EntityId> someone = all.stream().flatMap(event -> event.event().entity().stream()).findFirst();
            someone.ifPresent(entity -> assertThat(replay.events(EventQuery.ALL.withEntity(entity)))
                    .containsExactlyElementsOf(
                            all.stream().filter(event -> event.event().entity().equals(someone)).toList()));
            long from = frames.get(frames.size() / 4).tick();
            long to = frames.get(frames.size() / 2).tick();
            assertThat(replay.events(EventQuery.ALL.between(Moment.tick(from), Moment.tick(to))))
                    .containsExactlyElementsOf(
                            all.stream().filter(event -> event.tick() >= from && event.tick() <= to).toList());
        }
    }
}
