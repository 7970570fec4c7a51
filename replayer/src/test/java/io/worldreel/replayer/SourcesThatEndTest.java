package io.worldreel.replayer;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.fixtures.FrameMessages;
import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.EntityId;
import io.worldreel.format.Frame;
import io.worldreel.format.Role;
import io.worldreel.format.Value;
import io.worldreel.format.WorldState;
import io.worldreel.format.message.Message;
import io.worldreel.format.message.MessageDecoder;
import io.worldreel.recorder.IngestConfig;
import io.worldreel.recorder.Recorder;
import io.worldreel.recorder.RecorderConfig;
import io.worldreel.recorder.Relay;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers of one world come, go, are cut off and come back: who is there at a moment. */
class SourcesThatEndTest {
    private static final long MILLI = 1_000_000;
    private static final Component POSITION = Component.of("position", ComponentType.VEC2F32, Role.POSITION);
    private static final String BALL = "@ball";

    @TempDir
    Path archive;

    /** A server that says a frame every millisecond. */
    private final class Server implements AutoCloseable {
        private final Recorder recorder;
        private final FrameMessages messages;

        Server(String source) {
            recorder = Recorder.open(RecorderConfig.of(archive, "arena").withSource(source)
                    .withIngest(IngestConfig.DEFAULT));
            Relay relay = recorder.relay();
            var decoder = new MessageDecoder();
            messages = new FrameMessages("arena", source, List.of(POSITION), bytes -> {
                Message message = decoder.decode(bytes);
                if (!(message instanceof Message.Hello)) {
                    assertThat(relay.offer(message, bytes)).isTrue();
                }
            });
        }

        Server says(long fromMilli, long toMilli, String... entities) {
            for (long milli = fromMilli; milli <= toMilli; milli++) {
                float x = (float) milli;
                frame(milli, List.of(entities), List.of(), x);
            }
            return this;
        }

        void frame(long milli, List<String> entities, List<String> despawns, float x) {
            messages.write(new Frame(milli, milli * MILLI,
                    entities.stream().map(entity -> new Frame.Sample(EntityId.parse(entity), POSITION,
                            Value.ofDoubles(ComponentType.VEC2F32, x, 0))).toList(),
                    List.of(), despawns.stream().map(EntityId::parse).toList(), List.of()));
        }

        void isCutOff() {
            recorder.suspend();
        }

        @Override
        public void close() {
            recorder.close();
        }
    }

    private Set<String> thereAt(String moment) {
        try (Replay replay = Replay.open(archive)) {
            return names(replay.at(Moment.parse(moment)));
        }
    }

    private static Set<String> names(WorldState state) {
        Set<String> names = new TreeSet<>();
        state.entities().forEach(entity -> names.add(entity.entity().toString()));
        return names;
    }

    @Test
    void aServerThatEndedLeavesTheWorldAfterItsLastFrame() {
        try (Server west = new Server("west"); Server east = new Server("east")) {
            west.says(0, 200, "7");
            east.says(0, 400, "7", "8");
        }
        assertThat(thereAt("+0.2s")).containsExactly("east/7", "east/8", "west/7");
        assertThat(thereAt("+0.201s")).containsExactly("east/7", "east/8");
        assertThat(thereAt("end")).containsExactly("east/7", "east/8");
        assertThat(thereAt("tick:200")).contains("west/7");
        assertThat(thereAt("tick:201")).doesNotContain("west/7");
        assertThat(thereAt("start")).containsExactly("east/7", "east/8", "west/7");
    }

    @Test
    void whenAllHaveEndedNobodyIsThereUntilOneComesBack() {
        try (Server west = new Server("west"); Server east = new Server("east")) {
            west.says(0, 100, "7");
            east.says(0, 100, "7");
        }
        try (Server west = new Server("west")) {
            west.says(300, 400, "9");
        }
        assertThat(thereAt("+0.1s")).containsExactly("east/7", "west/7");
        assertThat(thereAt("+0.2s")).isEmpty();
        assertThat(thereAt("+0.3s")).containsExactly("west/9");
    }

    @Test
    void aServerThatWasCutOffStaysUntilItComesBack() {
        try (Server east = new Server("east")) {
            east.says(0, 600, "1");
            try (Server west = new Server("west")) {
                west.says(0, 100, "7").isCutOff();
            }
            try (Server west = new Server("west")) {
                west.says(300, 400, "8");
            }
        }
        assertThat(thereAt("+0.2s")).containsExactly("east/1", "west/7");
        assertThat(thereAt("+0.3s")).containsExactly("east/1", "west/8");
        assertThat(thereAt("+0.5s")).containsExactly("east/1");
    }

    @Test
    void aServerWhoseRecorderWasKilledStaysUntilItComesBack() throws Exception {
        try (Server east = new Server("east")) {
            east.says(0, 600, "1");
        }
        Process server = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                RecordAndHalt.class.getName(), archive.toString()).inheritIO().start();
        assertThat(server.waitFor()).isEqualTo(RecordAndHalt.EXIT);
        assertThat(thereAt("+0.2s")).as("not yet recovered").containsExactly("east/1", "west/7");
        try (Server west = new Server("west")) {
            west.says(300, 400, "8");
        }
        assertThat(thereAt("+0.2s")).containsExactly("east/1", "west/7");
        assertThat(thereAt("+0.3s")).containsExactly("east/1", "west/8");
    }

    /** Records and dies without ending its session. */
    static final class RecordAndHalt {
        static final int EXIT = 44;

        public static void main(String[] arguments) {
            SourcesThatEndTest test = new SourcesThatEndTest();
            test.archive = Path.of(arguments[0]);
            Server west = test.new Server("west");
            west.says(0, 100, "7");
            Runtime.getRuntime().halt(EXIT);
        }
    }

    @Test
    void whoWasHandedOverStaysWithWhoHasIt() {
        try (Server east = new Server("east")) {
            try (Server west = new Server("west")) {
                west.says(0, 99, BALL);
                east.says(0, 99, "1");
                for (long milli = 100; milli <= 103; milli++) { // for a while both have it
                    east.frame(milli, List.of("1", BALL), List.of(), (float) milli + 0.5f);
                    west.frame(milli, List.of(BALL), List.of(), (float) milli);
                }
                west.frame(104, List.of(), List.of(BALL), 0);
                west.says(105, 110, "2");
            }
            east.says(104, 300, "1", BALL);
        }
        assertThat(thereAt("+0.099s")).containsExactly(BALL, "east/1");
        assertThat(thereAt("+0.106s")).containsExactly(BALL, "east/1", "west/2");
        assertThat(thereAt("+0.2s")).containsExactly(BALL, "east/1");
        try (Replay replay = Replay.open(archive)) {
            assertThat(replay.at(Moment.parse("+0.102s")).entities().getFirst().values().get(POSITION))
                    .as("she is where she began to live last")
                    .isEqualTo(Value.ofDoubles(ComponentType.VEC2F32, 102.5, 0));
            List<TrackSample> track = new java.util.ArrayList<>();
            replay.track(EntityId.of(BALL), "position", Moment.START, Moment.END).forEach(track::add);
            assertThat(track).extracting(TrackSample::timeNanos).isSorted();
            assertThat(track).as("one track: 104 in the west, 201 in the east").hasSize(104 + 201);
        }
    }

    @Test
    void namesThatDifferInUnsafeCharactersOnlyAreRecordedAtOnce() {
        List<String> sources = List.of("eu 1", "eu/1", "EU 1", "eu_1");
        List<Server> servers = sources.stream().map(Server::new).toList();
        for (int i = 0; i < servers.size(); i++) {
            servers.get(i).says(0, 50 + i, "7");
        }
        try (Replay replay = Replay.open(archive)) {
            assertThat(names(replay.at(Moment.parse("+0.05s"))))
                    .containsExactlyInAnyOrder("eu 1/7", "eu%2F1/7", "EU 1/7", "eu_1/7");
        }
        servers.forEach(Server::close);
        try (Replay replay = Replay.open(archive)) {
            assertThat(replay.info().sources()).extracting(ArchiveInfo.Source::name)
                    .containsExactlyInAnyOrderElementsOf(sources);
        }
    }
}
