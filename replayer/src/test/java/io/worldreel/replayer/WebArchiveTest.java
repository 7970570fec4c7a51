package io.worldreel.replayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.fixtures.Archives;
import io.worldreel.fixtures.FrameSource;
import io.worldreel.fixtures.PhysicsWorld;
import io.worldreel.fixtures.WebFolder;
import io.worldreel.fixtures.WebFolder.Fault;
import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.EntityId;
import io.worldreel.format.Frame;
import io.worldreel.format.Value;
import io.worldreel.format.WorldState;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Chunk;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.archive.TimeIndex;
import io.worldreel.recorder.IngestConfig;
import io.worldreel.zstdvfs.HttpConfig;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An archive on a web server: what it answers, in how many round trips, and what is said when the server does not deliver. */
class WebArchiveTest {
    private static final int BODIES = 8;
    private static final int SLEEPERS = 400;
    private static final int TICKS = 512 * 10;
    private static final HttpConfig QUICK = HttpConfig.DEFAULT.withBackOff(Duration.ofMillis(1)).withAttempts(3)
            .withStall(Duration.ofMillis(300)).withDeadline(Duration.ofSeconds(2));
    /** Where round trips are counted: a busy machine is no server that stalls, of which is asked again. */
    private static final HttpConfig PATIENT = HttpConfig.DEFAULT;
    private static final EntityId BODY = EntityId.of(3);

    @TempDir
    static Path made;
    private static List<ChunkInfo> chunks = List.of();

    @TempDir
    Path folder;
    private WebFolder server;

    @BeforeAll
    static void record() {
        chunks = Archives.write(made, "arena", "eu-1", new Sleepers(PhysicsWorld.of(11, BODIES, TICKS, 60)),
                IngestConfig.DEFAULT.withSegmentTime(Duration.ofSeconds(30)));
    }

    /** A world in which the first frame puts many entities that never move again: windows refer to others for them. */
    private record Sleepers(FrameSource moving) implements FrameSource {
        @Override
        public List<Component> components() {
            return moving.components();
        }

        @Override
        public Iterator<Frame> iterator() {
            Iterator<Frame> frames = moving.iterator();
            Frame first = frames.next();
            List<Frame.Sample> samples = new ArrayList<>(first.samples());
            for (int i = 0; i < SLEEPERS; i++) {
                samples.add(new Frame.Sample(EntityId.of(10_000L + i), moving.components().getFirst(),
                        Value.ofDoubles(ComponentType.VEC3F32, i, i / 7f, -i)));
            }
            Frame more = new Frame(first.tick(), first.timeNanos(), samples, first.spawns(), first.despawns(),
                    first.events());
            return Stream.concat(Stream.of(more), StreamSupport.stream(
                    Spliterators.spliteratorUnknownSize(frames, Spliterator.ORDERED), false)).iterator();
        }
    }

    @BeforeEach
    void serve() throws IOException {
        server = new WebFolder(made);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Replay open() {
        return open(QUICK);
    }

    private Replay open(HttpConfig config) {
        return Replay.open(new ArchiveAddress.Web(server.uri(), config));
    }

    private void serveCopy() throws IOException {
        Archives.copy(made, folder);
        server.close();
        server = new WebFolder(folder);
    }

    @Test
    void answersAreThoseOfTheFolder() {
        try (Replay far = open(); Replay near = Replay.open(made)) {
            var random = new Random(4);
            for (int i = 0; i < 20; i++) {
                Moment moment = Moment.tick(random.nextInt(TICKS));
                assertThat(far.at(moment)).isEqualTo(near.at(moment));
                StateFilter filter = StateFilter.ALL.withEntity(BODY).withComponent("velocity");
                assertThat(far.at(moment, filter)).isEqualTo(near.at(moment, filter));
            }
            Moment from = Moment.tick(1900);
            Moment to = Moment.tick(4200);
            assertThat(frames(far, from, to)).isEqualTo(frames(near, from, to));
            assertThat(far.track(BODY, "position", Moment.START, Moment.END))
                    .containsExactlyElementsOf(near.track(BODY, "position", Moment.START, Moment.END));
            assertThat(far.events(EventQuery.ALL)).containsExactlyElementsOf(near.events(EventQuery.ALL));
            assertThat(far.info()).isEqualTo(near.info());
            assertThat(far.skipped()).isEmpty();
        }
    }

    private static List<Frame> frames(Replay replay, Moment from, Moment to) {
        List<Frame> all = new ArrayList<>();
        try (FrameCursor frames = replay.frames(from, to)) {
            while (frames.hasNext()) {
                all.add(frames.next());
            }
            while (frames.hasPrevious()) {
                all.add(frames.previous());
            }
        }
        return all;
    }

    @Test
    void theCatalogTakesOneRequest() {
        open(PATIENT).close();
        assertThat(server.requests()).singleElement()
                .satisfies(request -> assertThat(request.path()).isEqualTo("catalog.sqlite"));
    }

    /** Windows with and without a reference window, near it and far from it; the first moment of a replay and those after it. */
    @Test
    void aMomentTakesTwoRoundTripsInAChunkThatIsNotOpenAndOneInOneThatIs() {
        server.delay(Duration.ofMillis(100));
        int withReference = 0;
        for (ChunkInfo chunk : chunks) {
            TimeIndex index = Chunk.timeIndex(new ArchiveLayout(made).chunk(chunk.chunk()));
            try (Replay replay = open(PATIENT)) {
                int most = 2;
                for (int window : new int[]{ index.entries().size() - 2, 1 }) {
                    TimeIndex.Entry entry = index.entries().get(window);
                    withReference += entry.reference() > 0 ? 1 : 0;
                    server.forget();
                    WorldState state = replay.at(Moment.tick(entry.lastTick() - 3));
                    assertThat(state.entities()).hasSize(BODIES + SLEEPERS);
                    assertThat(server.roundTrips()).as("window %d of %s: %s", window, chunk.chunk(), server.requests())
                            .isLessThanOrEqualTo(most);
                    most = 1;
                }
            }
        }
        assertThat(withReference).as("windows that refer to another").isPositive();
    }

    @Test
    void aMomentOfSeveralSourcesTakesTwoRoundTripsToo() throws IOException {
        for (int source = 0; source < 4; source++) {
            Archives.write(folder, "arena", "eu-" + source, PhysicsWorld.of(20 + source, 5, 400, 60),
                    IngestConfig.DEFAULT);
        }
        server.close();
        server = new WebFolder(folder);
        server.delay(Duration.ofMillis(100));
        try (Replay replay = open(PATIENT); Replay near = Replay.open(folder)) {
            server.forget();
            assertThat(replay.at(Moment.tick(300))).isEqualTo(near.at(Moment.tick(300)));
            assertThat(server.roundTrips()).as("%s", server.requests()).isLessThanOrEqualTo(2);
            server.forget();
            assertThat(replay.at(Moment.tick(20))).isEqualTo(near.at(Moment.tick(20)));
            assertThat(server.roundTrips()).as("%s", server.requests()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void oneComponentOfALargeWorldTakesTwoRoundTripsAndNotTheWholeWindow() throws IOException {
        serveLargeWorld();
        StateFilter filter = StateFilter.ALL.withEntity(BODY).withComponent("velocity");
        List<Long> bytes = new ArrayList<>();
        for (StateFilter wanted : List.of(filter, StateFilter.ALL)) {
            try (Replay replay = open(PATIENT)) {
                server.forget();
                replay.at(Moment.tick(200), wanted);
                assertThat(server.roundTrips()).as("%s", server.requests()).isLessThanOrEqualTo(2);
                bytes.add(server.requests().stream().mapToLong(WebArchiveTest::length).sum());
            }
        }
        assertThat(bytes.getFirst()).as("of %s", bytes).isLessThan(bytes.getLast() / 2);
    }

    @Test
    void aTrackThroughALargeWorldFetchesNoMoreThanItsOwnParts() throws IOException {
        serveLargeWorld();
        try (Replay replay = open(PATIENT); Replay near = Replay.open(folder)) {
            server.forget();
            assertThat(replay.track(BODY, "velocity", Moment.START, Moment.END))
                    .containsExactlyElementsOf(near.track(BODY, "velocity", Moment.START, Moment.END));
            assertThat(server.roundTrips()).as("of two windows: %s", server.requests()).isLessThanOrEqualTo(5);
        }
    }

    private void serveLargeWorld() throws IOException {
        Archives.write(folder, "crowd", "eu-1", PhysicsWorld.of(12, 600, 256, 60), IngestConfig.DEFAULT);
        server.close();
        server = new WebFolder(folder);
        server.delay(Duration.ofMillis(100));
    }

    private static long length(WebFolder.Request request) {
        String[] ends = request.range().substring("bytes=".length()).split("-", -1);
        return Long.parseLong(ends[1]) - Long.parseLong(ends[0]) + 1;
    }

    @Test
    void chunksAreAskedForByRangesWithoutSuffix() {
        try (Replay replay = open()) {
            replay.at(Moment.tick(700));
        }
        assertThat(server.requests().stream().filter(request -> request.path().startsWith("chunks/"))).isNotEmpty()
                .allSatisfy(request -> assertThat(request.range()).matches("bytes=\\d+-\\d+"));
    }

    @Test
    void whoGoesOnFindsTheNextWindowsThere() {
        server.delay(Duration.ofMillis(50));
        try (Replay replay = open(); FrameCursor frames = replay.frames(Moment.START, Moment.tick(TICKS / 2))) {
            server.forget();
            while (frames.hasNext()) {
                frames.next();
            }
        }
        assertThat(server.mostAtOnce()).as("of five windows: %s", server.requests()).isGreaterThan(1);
    }

    @Test
    void whatIsNoArchiveIsSaid() {
        URI elsewhere = server.uri().resolve("nowhere");
        assertThatThrownBy(() -> Replay.open(elsewhere)).isInstanceOf(ReplayException.class)
                .hasMessageContaining(elsewhere + "/catalog.sqlite").hasMessageContaining("404");
        for (String wrong : List.of("ftp://host/x", "http://user:secret@host/x", "http://host/x?token=secret")) {
            assertThatThrownBy(() -> Replay.open(URI.create(wrong))).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void theAddressMayNameTheCatalogAndNeedsNoSlash() {
        for (String path : List.of("", "catalog.sqlite")) {
            try (Replay replay = Replay.open(server.uri().resolve(path))) {
                assertThat(replay.chunks()).isEqualTo(chunks);
            }
        }
        URI bare = URI.create(server.uri().toString().replaceAll("/$", ""));
        try (Replay replay = Replay.open(bare)) {
            assertThat(replay.chunks()).isEqualTo(chunks);
        }
    }

    @ParameterizedTest
    @EnumSource(names = { "BUSY", "BROKEN", "HANGS_UP", "STALLS", "IGNORES_RANGE", "OTHER_SIZE" })
    void aServerThatDoesNotDeliverIsNamed(Fault fault) {
        server.faults(path -> fault);
        if (fault != Fault.IGNORES_RANGE) { // a small catalog may as well come whole
            assertThatThrownBy(this::open).isInstanceOf(ReplayException.class).hasMessageContaining("catalog.sqlite");
        }
        server.faults(path -> path.startsWith("chunks/") ? fault : Fault.NONE);
        try (Replay replay = open()) {
            assertThatThrownBy(() -> replay.at(Moment.tick(5))).isInstanceOf(ReplayException.class)
                    .hasMessageContaining(chunks.getFirst().chunk());
        }
    }

    @Test
    void anOutageEndsAReadInsteadOfLeavingItsRestOut() {
        try (Replay replay = open(); FrameCursor frames = replay.frames(Moment.START, Moment.END)) {
            frames.next();
            server.faults(path -> Fault.BROKEN);
            assertThatThrownBy(() -> {
                while (frames.hasNext()) {
                    frames.next();
                }
            }).hasMessageContaining("500");
            assertThat(replay.skipped()).isEmpty();
        }
    }

    @Test
    void aChunkThatIsGoneIsLeftOutAndNoted() throws IOException {
        serveCopy();
        ChunkInfo gone = chunks.get(1);
        Files.delete(new ArchiveLayout(folder).chunk(gone.chunk()));
        try (Replay replay = open()) {
            long last = 0;
            for (TrackSample sample : replay.track(BODY, "position", Moment.START, Moment.END)) {
                last = sample.tick();
            }
            assertThat(last).isEqualTo(TICKS - 1);
            assertThat(replay.skipped()).singleElement()
                    .satisfies(skip -> assertThat(skip.chunk()).isEqualTo(gone.chunk()));
        }
    }

    @Test
    void aChunkThatWasReplacedIsToldAsChanged() throws IOException {
        serveCopy();
        ChunkInfo replaced = chunks.getFirst();
        try (Replay replay = open()) {
            Path file = new ArchiveLayout(folder).chunk(replaced.chunk());
            Files.write(file, new byte[5000]);
            assertThatThrownBy(() -> replay.at(Moment.START)).isInstanceOf(ReplayException.class)
                    .hasMessageContaining("changed").hasMessageContaining(replaced.chunk());
        }
    }

    @Test
    void aCatalogThatIsDamagedIsSaid() throws IOException {
        serveCopy();
        Path catalog = new ArchiveLayout(folder).catalog();
        byte[] bytes = Files.readAllBytes(catalog);
        java.util.Arrays.fill(bytes, bytes.length / 2, bytes.length, (byte) 7);
        Files.write(catalog, bytes);
        assertThatThrownBy(this::open).isInstanceOf(ReplayException.class).hasMessageContaining("catalog.sqlite");
        Files.write(catalog, new byte[0]);
        assertThatThrownBy(this::open).isInstanceOf(ReplayException.class).hasMessageContaining("catalog.sqlite");
    }

    @Test
    void aCatalogThatIsBeingWrittenIsReadAgain() {
        var asked = new java.util.concurrent.atomic.AtomicInteger();
        server.faults(path -> asked.getAndIncrement() == 0 ? Fault.FLIPPED_BIT : Fault.NONE);
        try (Replay replay = open()) {
            assertThat(replay.chunks()).isEqualTo(chunks);
        }
    }

    @Test
    void verifyReadsEveryByteAndNamesWhatIsBad() throws IOException {
        var address = new ArchiveAddress.Web(server.uri(), QUICK);
        assertThat(Replay.verify(address, Progress.NONE)).isEqualTo(Replay.verify(made, Progress.NONE));
        serveCopy();
        ArchiveLayout layout = new ArchiveLayout(folder);
        Files.delete(layout.chunk(chunks.get(0).chunk()));
        Path damaged = layout.chunk(chunks.get(1).chunk());
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[bytes.length / 3] ^= 1;
        Files.write(damaged, bytes);
        assertThat(Replay.verify(new ArchiveAddress.Web(server.uri(), QUICK), Progress.NONE).bad())
                .extracting(VerifyReport.Bad::chunk)
                .containsExactly(chunks.get(0).chunk(), chunks.get(1).chunk());
    }
}
