package io.worldreel.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.EntityId;
import io.worldreel.format.Event;
import io.worldreel.format.Frame;
import io.worldreel.format.Role;
import io.worldreel.format.Value;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.segment.Gap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecorderTest {
    private static final EntityId BALL = EntityId.of("ball");
    private static final EntityId CAR = EntityId.of(7);

    @TempDir
    Path archive;

    private RecorderConfig config() {
        return RecorderConfig.of(archive, "arena").withSource("eu-1").withOverload(Overload.WAIT);
    }

    @Test
    void anArchiveIsOfOneWorld() {
        try (Recorder recorder = Recorder.open(RecorderConfig.of(archive, "arena"))) {
            recorder.frame(1, 1).close();
        }
        assertThatThrownBy(() -> Recorder.open(RecorderConfig.of(archive, "forest").withSource("eu-2")))
                .isInstanceOf(RecorderException.class).hasMessageContaining("'forest'").hasMessageContaining("'arena'");
        Recorder.open(RecorderConfig.of(archive, "arena").withSource("eu-2")).close();
    }

    @Test
    void framesReadBackAsTheyWerePut() {
        try (Recorder recorder = Recorder.open(config())) {
            ComponentHandle position = recorder.component("position", ComponentType.VEC3F32, Role.POSITION);
            ComponentHandle health = recorder.component(Component.of("health", ComponentType.I32));
            ComponentHandle label = recorder.component(Component.of("label", ComponentType.UTF8));
            long ball = recorder.entity("ball");
            try (RecordingFrame frame = recorder.frame(1, 1_000)) {
                frame.spawn(ball, "ball");
                frame.put(ball, position, 1f, 2f, -0f);
                frame.put(7, health, 100);
                frame.put(7, label, "Ä");
                frame.event("kickoff");
                frame.event("goal", 7, "text");
            }
            try (RecordingFrame frame = recorder.frame(2, 2_000)) {
                frame.put(7, health, 50);
                frame.despawn(ball);
            }
        }

        List<Frame> frames = Recorded.frames(archive);
        assertThat(frames).hasSize(2);
        assertThat(frames.get(0).samples()).containsExactly(
                sample(BALL, Component.of("position", ComponentType.VEC3F32, Role.POSITION),
                        Value.ofDoubles(ComponentType.VEC3F32, 1, 2, -0.0)),
                sample(CAR, Component.of("health", ComponentType.I32), Value.ofBits(ComponentType.I32, 100)),
                sample(CAR, Component.of("label", ComponentType.UTF8), Value.ofText("Ä")));
        assertThat(frames.get(0).spawns()).contains(new Frame.Spawn(BALL, "ball"));
        assertThat(frames.get(0).events()).containsExactly(
                new Event("kickoff", Optional.empty(), Event.Data.NONE),
                new Event("goal", Optional.of(CAR), Event.Data.text("text")));
        assertThat(frames.get(1).despawns()).containsExactly(BALL);
        assertThat(archive.resolve("recording/eu-1")).doesNotExist();
    }

    private static Frame.Sample sample(EntityId entity, Component component, Value value) {
        return new Frame.Sample(entity, component, value);
    }

    @Test
    void aSpoiledFrameLeavesNothing() {
        try (Recorder recorder = Recorder.open(config())) {
            ComponentHandle health = recorder.component(Component.of("health", ComponentType.I32));
            assertThatThrownBy(() -> {
                try (RecordingFrame frame = recorder.frame(1, 1)) {
                    frame.put(1, health, 5);
                    frame.put(1, health, 0.5);
                }
            }).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("whole numbers");
            try (RecordingFrame frame = recorder.frame(1, 1)) {
                frame.put(2, health, 6);
                frame.abort();
            }
            try (RecordingFrame frame = recorder.frame(1, 1)) {
                frame.put(3, health, 7);
            }
            try (RecordingFrame frame = recorder.frame(2, 2)) {
                assertThatThrownBy(() -> frame.put(9, health, 1f, 2f)).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> frame.put(9, health, 1)).isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("failed");
            }
        }
        assertThat(Recorded.frames(archive)).singleElement()
                .satisfies(frame -> assertThat(frame.samples()).singleElement()
                        .satisfies(sample -> assertThat(sample.entity()).isEqualTo(EntityId.of(3))));
    }

    @Test
    void ticksRiseWithinASessionAndBetweenSessions() {
        try (Recorder recorder = Recorder.open(config())) {
            assertThat(recorder.lastTick()).isEqualTo(Long.MIN_VALUE);
            recorder.frame(5, 1).close();
            assertThat(recorder.lastTick()).isEqualTo(5);
            assertThatThrownBy(() -> recorder.frame(5, 2)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("does not rise above tick 5");
        }
        try (Recorder recorder = Recorder.open(config())) {
            assertThat(recorder.lastTick()).isEqualTo(5);
            assertThatThrownBy(() -> recorder.frame(5, 2)).hasMessageContaining("does not rise");
            recorder.frame(6, 0).close();
        }
        assertThat(Recorded.frames(archive)).extracting(Frame::tick).containsExactly(5L, 6L);
    }

    @Test
    void aClockThatJumpsBackIsKeptAsItWas() {
        try (Recorder recorder = Recorder.open(config())) {
            recorder.frame(1, 1_000_000_000_000L).close();
            recorder.frame(2, 5).close();
            recorder.frame(3, -7).close();
        }
        assertThat(Recorded.frames(archive)).extracting(Frame::timeNanos).containsExactly(1_000_000_000_000L, 5L, -7L);
        assertThat(Recorded.chunks(archive)).singleElement().satisfies(chunk -> {
            assertThat(chunk.fromNanos()).isEqualTo(-7);
            assertThat(chunk.toNanos()).isEqualTo(1_000_000_000_000L);
        });
    }

    @Test
    void gapsInTheTicksAreMissing() {
        try (Recorder recorder = Recorder.open(config())) {
            for (long tick : new long[]{ 1, 2, 5, 6, 10 }) {
                recorder.frame(tick, tick).close();
            }
        }
        assertThat(Recorded.chunks(archive)).singleElement().satisfies(chunk -> {
            assertThat(chunk.frames()).isEqualTo(5);
            assertThat(chunk.missing()).isEqualTo(5);
        });
        assertThat(Recorded.gaps(archive)).containsExactly(Gap.missing(3, 4), Gap.missing(7, 9));
    }

    @Test
    void framesThatTheJournalCannotTakeAreDroppedAndAccountedFor() {
        JournalConfig journal = new JournalConfig(1 << 20, 1 << 20, new Sync.None());
        List<Long> taken = new ArrayList<>();
        RecorderHealth health;
        int ticks = 2000;
        byte[] blob = new byte[200_000];
        try (Recorder recorder = Recorder.open(config().withOverload(Overload.DROP).withJournal(journal))) {
            ComponentHandle bytes = recorder.component(Component.of("blob", ComponentType.BYTES));
            for (long tick = 1; tick <= ticks; tick++) {
                long before = recorder.health().dropped();
                try (RecordingFrame frame = recorder.frame(tick, tick)) {
                    frame.put(1, bytes, blob);
                }
                if (recorder.health().dropped() == before) {
                    taken.add(tick);
                }
            }
            health = recorder.health();
        }
        assertThat(health.dropped()).as("frames dropped by a server without pauses").isPositive();
        assertThat(health.frames() + health.dropped()).isEqualTo(ticks);
        assertThat(Recorded.frames(archive)).extracting(Frame::tick).containsExactlyElementsOf(taken);
        List<ChunkInfo> chunks = Recorded.chunks(archive);
        assertThat(chunks.stream().mapToLong(ChunkInfo::frames).sum()).isEqualTo(health.frames());
        assertThat(chunks.stream().mapToLong(ChunkInfo::missing).sum()).isZero();
        assertThat(chunks.stream().mapToLong(ChunkInfo::dropped).sum()).isEqualTo(health.dropped());
        assertThat(Recorded.gaps(archive)).allSatisfy(gap -> assertThat(gap.reason()).startsWith("dropped: "));
    }

    @Test
    void segmentsAreSealedByTheTimeOfTheirFrames() {
        IngestConfig ingest = IngestConfig.DEFAULT.withSegmentTime(Duration.ofSeconds(10));
        try (Recorder recorder = Recorder.open(config().withIngest(ingest))) {
            ComponentHandle health = recorder.component(Component.of("health", ComponentType.I32));
            for (long tick = 0; tick < 35; tick++) {
                try (RecordingFrame frame = recorder.frame(tick, tick * 1_000_000_000L)) {
                    frame.put(tick % 3, health, tick);
                }
            }
        }
        List<ChunkInfo> chunks = Recorded.chunks(archive);
        assertThat(chunks).extracting(ChunkInfo::firstTick).containsExactly(0L, 10L, 20L, 30L);
        assertThat(Recorded.lastStates(archive).get(1).entities()).hasSize(3);
        assertThat(Recorded.frames(archive)).hasSize(35);
    }

    @Test
    void segmentsAreSealedBySize() {
        IngestConfig ingest = IngestConfig.DEFAULT.withSegmentBytes(1 << 20);
        byte[] blob = new byte[20_000];
        new java.util.Random(1).nextBytes(blob);
        try (Recorder recorder = Recorder.open(config().withIngest(ingest))) {
            ComponentHandle bytes = recorder.component(Component.of("blob", ComponentType.BYTES));
            for (long tick = 0; tick < 600; tick++) {
                blob[(int) tick] ^= 1;
                try (RecordingFrame frame = recorder.frame(tick, tick)) {
                    frame.put(1, bytes, blob);
                }
            }
        }
        assertThat(Recorded.chunks(archive)).hasSizeGreaterThan(2);
        assertThat(Recorded.frames(archive)).hasSize(600);
    }

    @Test
    void livesGoOnInTheNextSegment() {
        IngestConfig ingest = IngestConfig.DEFAULT.withSegmentTime(Duration.ofSeconds(10));
        try (Recorder recorder = Recorder.open(config().withIngest(ingest))) {
            ComponentHandle health = recorder.component(Component.of("health", ComponentType.I32));
            for (long tick = 0; tick < 20; tick++) {
                try (RecordingFrame frame = recorder.frame(tick, tick * 1_000_000_000L)) {
                    if (tick == 3) {
                        frame.spawn(1, "tank");
                        frame.put(1, health, 9);
                    }
                    if (tick == 15) {
                        frame.despawn(1);
                    }
                }
            }
        }
        assertThat(Recorded.lifetimes(archive)).satisfiesExactly(first -> {
            assertThat(first.spawnTick()).isEqualTo(3);
            assertThat(first.despawnTick()).isEmpty();
        }, second -> {
            assertThat(second.spawnTick()).isEqualTo(3);
            assertThat(second.kind()).isEqualTo("tank");
            assertThat(second.despawnTick()).hasValue(15);
        });
    }

    @Test
    void onlyOneRecorderAtATime() {
        try (Recorder first = Recorder.open(config())) {
            first.frame(1, 1).close();
            assertThatThrownBy(() -> Recorder.open(config())).isInstanceOf(RecorderException.class)
                    .hasMessageContaining("another recorder is at work").hasMessageNotContaining("\n");
            assertThatThrownBy(() -> Recovery.recover(archive, IngestConfig.DEFAULT, (done, total) -> {}))
                    .isInstanceOf(RecorderException.class).hasMessageContaining("another recorder");
            try (Recorder other = Recorder.open(config().withSource("eu-2"))) {
                other.frame(1, 1).close();
            }
            first.frame(2, 2).close();
        }
        assertThat(Recorded.chunks(archive)).extracting(ChunkInfo::source).containsExactly("eu-1", "eu-2");
    }

    @Test
    void componentsAreDeclaredOnce() {
        try (Recorder recorder = Recorder.open(config())) {
            Component health = Component.of("health", ComponentType.I32);
            ComponentHandle handle = recorder.component(health);
            assertThat(recorder.component(health)).isSameAs(handle);
            assertThatThrownBy(() -> recorder.component(Component.of("health", ComponentType.I64)))
                    .hasMessageContaining("was declared as");
            try (Recorder other = Recorder.open(config().withSource("eu-2"));
                    RecordingFrame frame = other.frame(1, 1)) {
                assertThatThrownBy(() -> frame.put(1, handle, 1)).hasMessageContaining("another recorder");
            }
        }
    }

    @Test
    void aSessionWithoutFramesLeavesNoChunk() {
        Recorder.open(config()).close();
        assertThat(Recorded.chunks(archive)).isEmpty();
        assertThat(archive.resolve("recording/eu-1")).doesNotExist();
    }

    @Test
    void aPlaceThatCannotBeWrittenIsNamed() throws Exception {
        Path file = Files.writeString(archive.resolve("file"), "no folder");
        assertThatThrownBy(() -> Recorder.open(RecorderConfig.of(file.resolve("archive"), "arena")))
                .isInstanceOf(RecorderException.class).hasMessageContaining(file.toString())
                .hasMessageNotContaining("\n");
    }
}
