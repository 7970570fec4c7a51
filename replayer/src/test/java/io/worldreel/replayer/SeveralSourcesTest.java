package io.worldreel.replayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.fixtures.Archives;
import io.worldreel.fixtures.FrameSource;
import io.worldreel.fixtures.PhysicsWorld;
import io.worldreel.format.EntityId;
import io.worldreel.format.Event;
import io.worldreel.format.Frame;
import io.worldreel.format.WorldIds;
import io.worldreel.format.segment.TimedEvent;
import io.worldreel.recorder.IngestConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers of one world: each with ticks of its own, both with entity 0, which are two; the second has more bodies and runs longer. */
class SeveralSourcesTest {
    private static final long SECOND = 1_000_000_000;
    private static final FrameSource WEST = new PhysicsWorld(1, 2, 100, 50, 0, 1000 * SECOND);
    private static final FrameSource EAST = new PhysicsWorld(2, 4, 90, 30, 5000, 1001 * SECOND);
    private static final IngestConfig CHUNKS = IngestConfig.DEFAULT.withSegmentTime(Duration.ofSeconds(1));

    @TempDir
    Path folder;

    @BeforeEach
    void record() {
        Archives.write(folder, "arena", "west", WEST, CHUNKS);
        Archives.write(folder, "arena", "east", EAST, CHUNKS);
    }

    private static List<Frame> byTime() {
        List<Frame> frames = new ArrayList<>();
        EAST.forEach(frame -> frames.add(renamed(frame, WorldIds.ofSource("east"))));
        WEST.forEach(frame -> frames.add(renamed(frame, WorldIds.ofSource("west"))));
        frames.sort(Comparator.comparingLong(Frame::timeNanos));
        return frames;
    }

    private static Frame renamed(Frame frame, WorldIds ids) {
        return new Frame(frame.tick(), frame.timeNanos(),
                frame.samples().stream()
                        .map(s -> new Frame.Sample(ids.toWorld(s.entity()), s.component(), s.value())).toList(),
                frame.spawns().stream().map(s -> new Frame.Spawn(ids.toWorld(s.entity()), s.kind())).toList(),
                frame.despawns().stream().map(ids::toWorld).toList(),
                frame.events().stream().map(e -> new Event(e.kind(), e.entity().map(ids::toWorld), e.data())).toList());
    }

    @Test
    void framesComeByTimeForwardsAndBackwards() {
        List<Frame> played = new ArrayList<>();
        List<Frame> backwards = new ArrayList<>();
        try (Replay replay = Replay.open(folder); FrameCursor cursor = replay.frames(Moment.START, Moment.END)) {
            while (cursor.hasNext()) {
                played.add(cursor.next());
            }
            while (cursor.hasPrevious()) {
                backwards.add(cursor.previous());
            }
        }
        assertThat(played).containsExactlyElementsOf(byTime());
        assertThat(backwards.reversed()).isEqualTo(played);
    }

    @Test
    void aStateHasTheEntitiesOfAllSourcesThatHaveBegun() {
        try (Replay replay = Replay.open(folder)) {
            assertThat(replay.at(Moment.parse("+0.5s")).entities()).hasSize(2);
            assertThat(replay.at(Moment.parse("+1.5s")).entities()).hasSize(6);
            assertThat(replay.at(Moment.START).entities()).hasSize(2);
            assertThat(replay.at(Moment.END).tick()).isEqualTo(5089);
        }
    }

    @Test
    void aTickIsEachSourcesOwn() {
        try (Replay replay = Replay.open(folder)) {
            assertThat(replay.at(Moment.tick(30)).entities()).hasSize(2);
            try (FrameCursor frames = replay.frames(Moment.tick(10), Moment.tick(19))) {
                for (long tick = 10; tick < 20; tick++) {
                    assertThat(frames.next().tick()).isEqualTo(tick);
                }
                assertThat(frames.hasNext()).isFalse();
            }
        }
    }

    @Test
    void tracksAndEventsComeByTime() {
        List<TrackSample> track = new ArrayList<>();
        List<TimedEvent> events = new ArrayList<>();
        for (Frame frame : byTime()) {
            frame.samples().stream()
                    .filter(sample -> sample.entity().equals(EntityId.of("west/0"))
                            && sample.component().name().equals("position"))
                    .forEach(sample -> track.add(new TrackSample(frame.tick(), frame.timeNanos(), sample.value())));
            frame.events().forEach(event -> events.add(new TimedEvent(frame.tick(), frame.timeNanos(), event)));
        }
        try (Replay replay = Replay.open(folder)) {
            assertThat(replay.track(EntityId.of("west/0"), "position", Moment.START, Moment.END))
                    .containsExactlyElementsOf(track);
            assertThatThrownBy(() -> replay.track(EntityId.of(0), "position", Moment.START, Moment.END))
                    .isInstanceOf(ReplayException.class).hasMessageContaining("east/0 or west/0");
            assertThat(replay.events(EventQuery.ALL)).containsExactlyElementsOf(events).isNotEmpty();
        }
    }

    @Test
    void theContentsAreAddedUp() {
        try (Replay replay = Replay.open(folder)) {
            ArchiveInfo info = replay.info();
            assertThat(info.world()).isEqualTo("arena");
            assertThat(info.sources()).extracting(ArchiveInfo.Source::name).containsExactly("east", "west");
            assertThat(info.sources().getFirst().lastTick()).isEqualTo(5089);
            assertThat(info.components()).isEqualTo(WEST.components());
            assertThat(info.entities()).isEqualTo(6);
            assertThat(info.chunks()).isEqualTo(5).isEqualTo(replay.chunks().size());
            assertThat(info.samples()).isEqualTo(2 * 100 + 4 * 90);
            assertThat(info.ticks())
                    .isEqualTo(new ArchiveInfo.TickAccount(190, 0, 0, 0, new java.util.TreeMap<>(Map.of())));
            assertThat(info.unsealed()).isEmpty();
        }
    }
}
