package io.worldreel.replayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.fixtures.FrameMessages;
import io.worldreel.fixtures.FrameSource;
import io.worldreel.fixtures.MixedWorld;
import io.worldreel.fixtures.PhysicsWorld;
import io.worldreel.fixtures.ReferenceModel;
import io.worldreel.format.Frame;
import io.worldreel.format.WorldIds;
import io.worldreel.format.message.Message;
import io.worldreel.format.message.MessageDecoder;
import io.worldreel.format.segment.TimedEvent;
import io.worldreel.recorder.IngestConfig;
import io.worldreel.recorder.Recorder;
import io.worldreel.recorder.RecorderConfig;
import io.worldreel.recorder.Relay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An archive that is still recorded shows every frame that was acknowledged, wherever that lies: chunk, open segment or journal. */
class LiveReadingTest {
    private static final ReplayConfig ALWAYS_LOOKS = ReplayConfig.DEFAULT.withLookInterval(Duration.ZERO);

    @TempDir
    Path archive;

    private RecorderConfig config(String source, Duration segment) {
        return RecorderConfig.of(archive, "arena").withSource(source)
                .withIngest(IngestConfig.DEFAULT.withSegmentTime(segment));
    }

    /** What a game server says, one frame at a time. */
    private static FrameMessages server(Recorder recorder, FrameSource world) {
        Relay relay = recorder.relay();
        var decoder = new MessageDecoder();
        return new FrameMessages("arena", "any", world.components(), bytes -> {
            Message message = decoder.decode(bytes);
            if (!(message instanceof Message.Hello)) {
                assertThat(relay.offer(message, bytes)).isTrue();
            }
        });
    }

    private static void assertShows(Replay replay, List<Frame> said, ReferenceModel model) {
        assertThat(replay.at(Moment.END)).isEqualTo(model.state());
        List<Frame> shown = new ArrayList<>();
        Frame first = said.get(Math.max(0, said.size() - 300));
        try (FrameCursor frames = replay.frames(Moment.tick(first.tick()), Moment.END)) {
            frames.toEnd();
            while (frames.hasPrevious()) {
                shown.add(frames.previous());
            }
        }
        assertThat(shown.reversed()).isEqualTo(said.subList(Math.max(0, said.size() - 300), said.size()));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = { 51, 52, 53 })
    void everyAcknowledgedFrameShowsAtOnce(long seed) {
        var random = new Random(seed);
        FrameSource world = MixedWorld.of(seed, 12, 900);
        var model = new ReferenceModel(world.components());
        List<Frame> said = new ArrayList<>();
        Replay replay = null;
        try (Recorder recorder = Recorder.open(config("eu-1", Duration.ofSeconds(5)))) {
            FrameMessages server = server(recorder, world);
            for (Frame frame : world) {
                server.write(frame);
                model.accept(frame);
                said.add(frame);
                if (random.nextInt(40) == 0) {
                    replay = replay == null ? Replay.open(archive, ALWAYS_LOOKS) : replay;
                    assertShows(replay, said, model);
                }
            }
        }
        try (Replay followed = replay; Replay opened = Replay.open(archive)) {
            assertShows(java.util.Objects.requireNonNull(followed), said, model);
            assertShows(opened, said, model);
            assertThat(opened.chunks()).hasSizeGreaterThan(1);
        }
    }

    @Test
    void aDamagedNewestChunkHidesNothingElse() throws Exception {
        FrameSource world = new PhysicsWorld(9, 3, 1700, 100, 0, 0);
        try (Recorder recorder = Recorder.open(config("eu-1", Duration.ofSeconds(5)))) {
            FrameMessages server = server(recorder, world);
            world.forEach(server::write);
            List<Path> chunks = List.of();
            for (int look = 0; look < 3000 && chunks.size() < 3; look++) {
                Thread.sleep(10);
                try (Replay replay = Replay.open(archive, ALWAYS_LOOKS)) {
                    chunks = replay.chunks().stream().filter(chunk -> !chunk.sha256().isEmpty())
                            .map(chunk -> archive.resolve("chunks").resolve(chunk.chunk())).toList();
                }
            }
            assertThat(chunks).hasSize(3);
            Files.write(chunks.getLast(), new byte[5000]);
            try (Replay replay = Replay.open(archive, ALWAYS_LOOKS);
                    FrameCursor frames = replay.frames(Moment.START, Moment.END)) {
                long count = 0;
                while (frames.hasNext()) {
                    frames.next();
                    count++;
                }
                assertThat(count).isBetween(1000L, 1200L);
                assertThat(replay.skipped()).isNotEmpty();
            }
        }
    }

    @Test
    void eventsTracksAndEntitiesOfTheLastMomentAreThere() {
        FrameSource world = new PhysicsWorld(7, 3, 300, 100, 0, 0);
        List<TimedEvent> events = new ArrayList<>();
        List<TrackSample> track = new ArrayList<>();
        try (Recorder recorder = Recorder.open(config("eu-1", Duration.ofHours(1)))) {
            FrameMessages server = server(recorder, world);
            for (Frame frame : world) {
                server.write(frame);
                frame.events().forEach(event -> events.add(new TimedEvent(frame.tick(), frame.timeNanos(), event)));
                frame.samples().stream()
                        .filter(sample -> sample.entity().equals(io.worldreel.format.EntityId.of(1))
                                && sample.component().name().equals("position"))
                        .forEach(sample -> track.add(new TrackSample(frame.tick(), frame.timeNanos(), sample.value())));
            }
            try (Replay replay = Replay.open(archive, ALWAYS_LOOKS)) {
                assertThat(replay.events(EventQuery.ALL)).containsExactlyElementsOf(events);
                assertThat(replay.track(io.worldreel.format.EntityId.of(1), "position", Moment.START, Moment.END))
                        .containsExactlyElementsOf(track);
                assertThat(replay.chunks()).isEmpty();
                assertThatThrownBy(replay::info).isInstanceOf(ReplayException.class)
                        .hasMessageContaining("nothing is sealed yet");
            }
        }
    }

    @Test
    void cursorGoesOnThoughWhatItStandsInIsSealed() {
        FrameSource world = new PhysicsWorld(8, 3, 400, 100, 0, 0);
        List<Frame> said = new ArrayList<>();
        Replay replay;
        FrameCursor frames;
        try (Recorder recorder = Recorder.open(config("eu-1", Duration.ofHours(1)))) {
            FrameMessages server = server(recorder, world);
            for (Frame frame : world) {
                server.write(frame);
                said.add(frame);
            }
            replay = Replay.open(archive, ALWAYS_LOOKS);
            frames = replay.frames(Moment.START, Moment.END);
            frames.next();
        }
        try (replay; frames) {
            assertThat(replay.at(Moment.END).tick()).isEqualTo(399);
            for (Frame expected : said.subList(1, said.size())) {
                assertThat(frames.next()).isEqualTo(expected);
            }
        }
    }

    @Test
    void framesAreFollowedFromJournalToSegmentToChunkEachOnce() {
        FrameSource west = new PhysicsWorld(1, 2, 700, 100, 0, 0);
        FrameSource east = new PhysicsWorld(2, 3, 300, 50, 5000, 1_000_000_000L);
        List<Frame> shown = new ArrayList<>();
        try (Recorder one = Recorder.open(config("west", Duration.ofSeconds(2)))) {
            var frames = west.iterator();
            FrameMessages server = server(one, west);
            server.write(frames.next());
            try (Replay replay = Replay.open(archive, ALWAYS_LOOKS);
                    Recorder two = Recorder.open(config("east", Duration.ofSeconds(2)))) {
                FollowedFrames followed = replay.follow(Moment.START);
                FrameMessages other = server(two, east);
                var others = east.iterator();
                while (frames.hasNext()) {
                    server.write(frames.next());
                    if (others.hasNext()) {
                        other.write(others.next());
                    }
                    followed.next().ifPresent(shown::add);
                }
                for (var next = followed.next(); next.isPresent(); next = followed.next()) {
                    shown.add(next.get());
                }
            }
        }
        assertThat(shown.stream().map(Frame::tick).filter(tick -> tick < 5000))
                .containsExactlyElementsOf(LongStream.range(0, 700).boxed().toList());
        assertThat(shown.stream().map(Frame::tick).filter(tick -> tick >= 5000))
                .containsExactlyElementsOf(LongStream.range(5000, 5300).boxed().toList());
    }

    @Test
    void whatAKilledRecorderLeftCanBeRead() throws Exception {
        FrameSource world = new PhysicsWorld(9, 3, 300, 100, 0, 0);
        var model = new ReferenceModel(world.components());
        world.forEach(model::accept);
        Process server = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                RecordAndHalt.class.getName(), archive.toString()).inheritIO().start();
        assertThat(server.waitFor()).isEqualTo(RecordAndHalt.EXIT);
        try (Replay replay = Replay.open(archive)) {
            assertThat(replay.at(Moment.END)).isEqualTo(model.state());
            assertThat(replay.at(Moment.tick(299))).isEqualTo(model.state());
        }
    }

    /** Records and dies without ending its session. */
    static final class RecordAndHalt {
        static final int EXIT = 42;

        public static void main(String[] arguments) {
            FrameSource world = new PhysicsWorld(9, 3, 300, 100, 0, 0);
            Recorder recorder = Recorder.open(RecorderConfig.of(Path.of(arguments[0]), "arena").withSource("eu-1"));
            world.forEach(server(recorder, world)::write);
            Runtime.getRuntime().halt(EXIT);
        }
    }

    @Test
    void aSecondSessionAndASecondSourceJoin() {
        FrameSource first = new PhysicsWorld(1, 2, 200, 50, 0, 0);
        FrameSource second = new PhysicsWorld(2, 2, 200, 50, 1000, 10_000_000_000L);
        FrameSource east = new PhysicsWorld(3, 4, 50, 50, 0, 12_000_000_000L);
        try (Recorder recorder = Recorder.open(config("west", Duration.ofHours(1)))) {
            first.forEach(server(recorder, first)::write);
        }
        try (Replay replay = Replay.open(archive, ALWAYS_LOOKS);
                Recorder recorder = Recorder.open(config("west", Duration.ofHours(1)))) {
            assertThat(replay.at(Moment.END).tick()).isEqualTo(199);
            FrameMessages server = server(recorder, second);
            var model = new ReferenceModel(second.components());
            second.forEach(frame -> {
                server.write(frame);
                model.accept(frame);
            });
            assertThat(replay.at(Moment.END)).as("a session begins with nobody alive").isEqualTo(model.state());
            try (Recorder other = Recorder.open(config("east", Duration.ofHours(1)))) {
                east.forEach(server(other, east)::write);
                assertThat(replay.at(Moment.END).entities()).hasSize(6).extracting(entity -> entity.entity())
                        .contains(WorldIds.ofSource("west").toWorld(io.worldreel.format.EntityId.of(0)));
            }
        }
    }
}
