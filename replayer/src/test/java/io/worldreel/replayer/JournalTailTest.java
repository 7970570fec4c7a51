package io.worldreel.replayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.worldreel.fixtures.FrameMessages;
import io.worldreel.fixtures.FrameSource;
import io.worldreel.fixtures.PhysicsWorld;
import io.worldreel.fixtures.ReferenceModel;
import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.EntityId;
import io.worldreel.format.Frame;
import io.worldreel.format.Value;
import io.worldreel.format.message.Message;
import io.worldreel.format.message.MessageDecoder;
import io.worldreel.recorder.IngestConfig;
import io.worldreel.recorder.Recorder;
import io.worldreel.recorder.RecorderConfig;
import io.worldreel.recorder.Relay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of a journal is shown whole, whatever its recorder does meanwhile, and takes nothing that is not given back. */
class JournalTailTest {
    private static final ReplayConfig ALWAYS_LOOKS = ReplayConfig.DEFAULT.withLookInterval(Duration.ZERO);
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Component BLOB = Component.of("blob", ComponentType.BYTES);
    private static final int BLOB_BYTES = 64 << 10;
    private static final int BLOBS = 1_100;

    @TempDir
    Path archive;

    private RecorderConfig config(Duration segment) {
        return RecorderConfig.of(archive, "arena").withSource("eu-1")
                .withIngest(IngestConfig.DEFAULT.withSegmentTime(segment));
    }

    private static FrameMessages server(Recorder recorder, List<Component> components) {
        Relay relay = recorder.relay();
        var decoder = new MessageDecoder();
        return new FrameMessages("arena", "any", components, bytes -> {
            Message message = decoder.decode(bytes);
            while (!(message instanceof Message.Hello) && !relay.offer(message, bytes)) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        });
    }

    @Test
    void framesLargerThanAnyMemoryForThemAreShownWhenTheirSegmentIsDamaged() throws Exception {
        Process server = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                RecordBlobsAndHalt.class.getName(), archive.toString()).inheritIO().start();
        assertThat(server.waitFor()).isEqualTo(RecordBlobsAndHalt.EXIT);
        Path segment = archive.resolve("recording/eu-1/open.sqlite");
        byte[] damaged = Files.readAllBytes(segment);
        new Random(1).nextBytes(damaged);
        Files.write(segment, damaged);
        try (Replay replay = Replay.open(archive)) {
            Iterator<Frame> expected = blobs().iterator();
            FollowedFrames frames = replay.follow(Moment.START);
            for (int i = 0; i < BLOBS; i++) {
                assertThat(frames.next()).contains(expected.next());
            }
            assertThat(frames.next()).isEmpty();
        }
    }

    private static Stream<Frame> blobs() {
        var random = new Random(5);
        return Stream.iterate(0, tick -> tick + 1).limit(BLOBS).map(tick -> {
            byte[] blob = new byte[BLOB_BYTES];
            random.nextBytes(blob);
            return new Frame(tick, tick * 1_000_000L,
                    List.of(new Frame.Sample(EntityId.of("ball"), BLOB, Value.ofBytes(ComponentType.BYTES, blob))),
                    tick == 0 ? List.of(new Frame.Spawn(EntityId.of("ball"), "ball")) : List.of(), List.of(),
                    List.of());
        });
    }

    /** Records more than 64 MB in one segment and dies without ending its session. */
    static final class RecordBlobsAndHalt {
        static final int EXIT = 43;

        public static void main(String[] arguments) {
            Recorder recorder = Recorder.open(RecorderConfig.of(Path.of(arguments[0]), "arena").withSource("eu-1"));
            blobs().forEach(server(recorder, List.of(BLOB))::write);
            while (recorder.health().stored() == 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
            Runtime.getRuntime().halt(EXIT);
        }
    }

    @Test
    void aServerThatIsStartedAnewBetweenTwoLooksGoesOn() {
        FrameSource first = new PhysicsWorld(1, 2, 200, 50, 0, 0);
        FrameSource second = new PhysicsWorld(2, 3, 200, 50, 1000, 10_000_000_000L);
        Replay replay;
        try (Recorder recorder = Recorder.open(config(Duration.ofHours(1)))) {
            FrameMessages server = server(recorder, first.components());
            first.forEach(server::write);
            replay = Replay.open(archive, ALWAYS_LOOKS);
        }
        try (replay; Recorder recorder = Recorder.open(config(Duration.ofHours(1)))) {
            var model = new ReferenceModel(second.components());
            FrameMessages server = server(recorder, second.components());
            int shown = 0;
            for (Frame frame : second) {
                server.write(frame);
                model.accept(frame);
                if (++shown % 50 == 0) {
                    assertThat(replay.at(Moment.END)).isEqualTo(model.state());
                }
            }
        }
    }

    @Test
    void aMarkInTheMiddleOfAWindowIsFollowed() {
        FrameSource world = new PhysicsWorld(4, 5, 500, 50, 0, 0);
        var model = new ReferenceModel(world.components());
        try (Recorder recorder = Recorder.open(config(Duration.ofHours(1)))) {
            FrameMessages server = server(recorder, world.components());
            Iterator<Frame> frames = world.iterator();
            Frame begin = frames.next();
            server.write(begin);
            model.accept(begin);
            try (Replay replay = Replay.open(archive, ALWAYS_LOOKS)) {
                for (int i = 1; frames.hasNext(); i++) {
                    Frame frame = frames.next();
                    server.write(frame);
                    model.accept(frame);
                    if (i % 77 == 0) {
                        recorder.mark();
                    }
                    if (i % 10 == 0) {
                        assertThat(replay.at(Moment.END)).isEqualTo(model.state());
                    }
                }
            }
        }
    }

    @Test
    void whatIsOpenedOfAnArchiveThatGrowsIsClosed() throws IOException {
        assumeTrue(Files.isDirectory(DESCRIPTORS), "no /proc/self/fd that tells which files are open");
        FrameSource world = new PhysicsWorld(3, 5, 1_500, 100, 0, 0);
        List<Long> before = open("worldreel-tail-");
        try (Recorder recorder = Recorder.open(config(Duration.ofSeconds(2)));
                Replay replay = followed(recorder, world)) {
            assertThat(replay.at(Moment.END).tick()).isEqualTo(1_499);
            assertThat(open(archive.toString()).size() + open("worldreel-tail-").size() - before.size())
                    .as("as many as may be open, twice for the recorder's and the reader's own")
                    .isLessThan(2 * ALWAYS_LOOKS.openChunks());
        }
        assertThat(open("worldreel-tail-")).hasSameSizeAs(before);
        assertThat(open(archive.toString())).isEmpty();
    }

    /** Looks after every frame, so that each is a piece of its own for a while. */
    private Replay followed(Recorder recorder, FrameSource world) {
        FrameMessages server = server(recorder, world.components());
        Iterator<Frame> frames = world.iterator();
        server.write(frames.next());
        Replay replay = Replay.open(archive, ALWAYS_LOOKS);
        List<Long> shown = new ArrayList<>();
        FollowedFrames followed = replay.follow(Moment.START);
        while (frames.hasNext()) {
            server.write(frames.next());
            followed.next().ifPresent(frame -> shown.add(frame.tick()));
        }
        assertThat(shown).isSorted().hasSizeGreaterThan(1_000);
        return replay;
    }

    /** The descriptors of files whose paths have a word in them. */
    private static List<Long> open(String word) throws IOException {
        List<Long> found = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(DESCRIPTORS)) {
            for (Path descriptor : descriptors.toList()) {
                try {
                    if (Files.readSymbolicLink(descriptor).toString().contains(word)) {
                        found.add(Long.parseLong(descriptor.getFileName().toString()));
                    }
                } catch (IOException closedMeanwhile) {
                    // one less
                }
            }
        }
        return found;
    }
}
