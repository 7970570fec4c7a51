package io.worldreel.publisher.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.path.RelativePath;
import io.worldreel.publisher.Tools;
import io.worldreel.publisher.engine.TorrentRequest.Purpose;
import io.worldreel.publisher.torrent.FileHashes;
import io.worldreel.publisher.torrent.Metainfo;
import io.worldreel.publisher.torrent.PieceCheck;
import io.worldreel.publisher.torrent.TorrentBuilder;
import io.worldreel.publisher.torrent.TorrentSpec;
import io.worldreel.publisher.torrent.TorrentVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {
    private static final int PIECE = TorrentSpec.PIECE_LENGTH;

    @TempDir
    Path folder;
    private final List<EngineEvent> events = new CopyOnWriteArrayList<>();
    private final List<EngineEvent> met = new CopyOnWriteArrayList<>();
    private final byte[] bytes = new byte[40 * PIECE + 123];
    private Path there = Path.of("");
    private Path here = Path.of("");
    private Metainfo torrent;
    private Engine seeder;
    private Engine fetcher;

    @BeforeEach
    void start() throws Exception {
        boolean linux = System.getProperty("os.name").equals("Linux") && System.getProperty("os.arch").equals("amd64");
        Tools.unless(linux, "libtorrent4j has a native library for Linux on x86_64 only");
        new Random(1).nextBytes(bytes);
        there = Files.createDirectory(folder.resolve("there"));
        here = Files.createDirectory(folder.resolve("here"));
        Files.write(there.resolve("chunk.bin"), bytes);
        torrent = TorrentBuilder.ofFile(RelativePath.parse("chunk.bin"), FileHashes.of(bytes, PIECE),
                TorrentSpec.HYBRID);
        seeder = Engine.start(loopback(0), this::hear);
        fetcher = Engine.start(loopback(0), this::hear);
        seeder.seed(TorrentRequest.of(torrent, there, Purpose.SEED));
        fetcher.meet(List
                .of(new InetSocketAddress(InetAddress.getLoopbackAddress(), seeder.port().get(30, TimeUnit.SECONDS))));
    }

    @AfterEach
    void stop() {
        seeder.close();
        fetcher.close();
    }

    private void hear(EngineEvent event) {
        (event instanceof EngineEvent.Met ? met : events).add(event);
    }

    private static EngineSettings loopback(int port) {
        return new EngineSettings(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), List.of(), false,
                false);
    }

    private TorrentRequest byInfohash(Purpose purpose, String name, long size) {
        return new TorrentRequest(torrent.infohashV1(), torrent.infohashV2(), Optional.empty(), here, name, size,
                Optional.empty(), purpose, List.of(), List.of());
    }

    private byte[] piece(int number) throws Exception {
        return fetcher.piece(byInfohash(Purpose.PIECES, "", 0).id(), number, Duration.ZERO).get(60, TimeUnit.SECONDS);
    }

    private byte[] expected(int number) {
        return Arrays.copyOfRange(bytes, number * PIECE, Math.min(bytes.length, (number + 1) * PIECE));
    }

    @Test
    void bringsThePiecesThatAreAskedForAndNoOthersUntilAllAreWanted() throws Exception {
        var request = byInfohash(Purpose.PIECES, "chunk.bin", bytes.length);
        var whole = fetcher.hold(request);
        for (int number : List.of(7, 40, 0)) {
            assertThat(piece(number)).isEqualTo(expected(number));
        }
        assertThat(fetcher.look(request.id()).get().receivedBytes()).isLessThan(4L * PIECE);
        assertThat(whole).isNotDone();

        fetcher.hold(byInfohash(Purpose.FETCH, "chunk.bin", bytes.length)).get(60, TimeUnit.SECONDS);
        assertThat(here.resolve("chunk.bin")).hasBinaryContent(bytes);
        assertThat(whole).isDone();
    }

    @Test
    void outlivesACrashOfItsProcess() throws Exception {
        var _ = fetcher.hold(byInfohash(Purpose.PIECES, "chunk.bin", bytes.length));
        piece(3);
        long pid = fetcher.pid();
        assertThat(new ProcessBuilder("kill", "-SEGV", Long.toString(pid)).start().waitFor()).isZero();
        assertThat(piece(20)).isEqualTo(expected(20));
        assertThat(events).hasSize(1).first().isInstanceOfSatisfying(EngineEvent.Died.class, died -> {
            assertThat(died.lastWords()).contains("crashed", "worldreel-engine-" + pid);
            assertThat(died.pause()).isEqualTo(Duration.ofMillis(250));
        });
        Files.deleteIfExists(Path.of(System.getProperty("java.io.tmpdir"), "worldreel-engine-" + pid + ".log"));

        assertThat(new ProcessBuilder("kill", "-KILL", Long.toString(seeder.pid())).start().waitFor()).isZero();
        assertThat(piece(30)).isEqualTo(expected(30));
        assertThat(events).hasSize(2);
    }

    @Test
    void refusesATorrentThatIsNotTheOneThatWasMeantBeforeItWritesAnything() throws Exception {
        for (var wrong : List.of(byInfohash(Purpose.FETCH, "other.bin", bytes.length),
                byInfohash(Purpose.FETCH, "chunk.bin", bytes.length + 1),
                byInfohash(Purpose.FETCH, "chunk.bin", -16384))) {
            int before = events.size();
            var held = fetcher.hold(wrong);
            assertThatThrownBy(() -> held.get(60, TimeUnit.SECONDS)).hasMessageContaining("refused");
            assertThat(here).isEmptyDirectory();
            for (int i = 0; i < 1_000 && events.size() == before; i++) {
                Thread.sleep(10); // another thread tells it
            }
        }
        assertThat(events).hasSize(3).allMatch(EngineEvent.Trouble.class::isInstance);
    }

    @Test
    void bringsSmallFilesOfOneVersionOnly() throws Exception {
        byte[] page = Arrays.copyOf(bytes, 70_000);
        for (var version : List.of(TorrentVersion.V1, TorrentVersion.V2)) {
            String name = version + ".json";
            Files.write(there.resolve(name), page);
            var small = TorrentBuilder.ofFile(RelativePath.parse(name), FileHashes.of(page, PIECE),
                    TorrentSpec.HYBRID.withVersion(version));
            seeder.seed(TorrentRequest.of(small, there, Purpose.SEED));
            fetcher.hold(TorrentRequest.of(small, here, Purpose.FETCH)).get(60, TimeUnit.SECONDS);
            assertThat(here.resolve(name)).hasBinaryContent(page);
        }
    }

    @Test
    void bringsThePiecesThatAreMissingOfAFolderEachFileToItsPlace() throws Exception {
        var files = TorrentBuilder.inTreeOrder();
        List<Path> from = new ArrayList<>();
        List<Path> to = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            byte[] content = Arrays.copyOfRange(bytes, i * 7, i * (2 * PIECE + 1000));
            from.add(Files.write(there.resolve("from-" + i), content));
            to.add(here.resolve("to-" + i));
            files.put(RelativePath.parse("folder/" + i + "/file"), FileHashes.of(content, PIECE));
        }
        var folder = TorrentBuilder.ofFolder("world", files, Set.of(RelativePath.parse("folder/1/file")),
                TorrentSpec.HYBRID);
        // Of the last file the middle is missing; the second is there.
        Files.copy(from.get(1), to.get(1));
        byte[] holed = Files.readAllBytes(from.get(3));
        Arrays.fill(holed, 2 * PIECE, 3 * PIECE, (byte) 0);
        Files.write(to.get(3), holed);
        var present = new BitSet();
        int before = 0;
        for (int i = 0; i < 4; i++) {
            int offset = before;
            PieceCheck.pieces(to.get(i), folder, folder.files().get(i)).stream()
                    .forEach(piece -> present.set(offset + piece));
            before += folder.pieceCount(folder.files().get(i));
        }
        assertThat(folder.pieceCount() - present.cardinality()).isEqualTo(5 + 1);

        seeder.seed(TorrentRequest.of(folder, Placement.ofWhole(from), Purpose.SEED));
        var request = TorrentRequest.of(folder, Placement.of(to, present), Purpose.FETCH);
        fetcher.hold(request).get(60, TimeUnit.SECONDS);
        for (int i = 1; i < 4; i++) {
            assertThat(to.get(i)).hasSameBinaryContentAs(from.get(i));
        }
        assertThat(fetcher.look(request.id()).get().receivedBytes()).isBetween(5L * PIECE, 6L * PIECE);
    }

    @Test
    void findsThePeersOfItsPeers() throws Exception {
        var _ = fetcher.hold(byInfohash(Purpose.PIECES, "chunk.bin", bytes.length));
        assertThat(piece(3)).isEqualTo(expected(3));
        Path third = Files.createDirectory(folder.resolve("third"));
        try (var stranger = Engine.start(loopback(0), this::hear)) {
            stranger.meet(List.of(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), fetcher.port().get(30, TimeUnit.SECONDS))));
            stranger.hold(TorrentRequest.of(torrent, third, Purpose.FETCH)).get(100, TimeUnit.SECONDS);
            assertThat(third.resolve("chunk.bin")).hasBinaryContent(bytes);
            assertThat(fetcher.look(torrent.infohashV1().orElseThrow().hex()).get().receivedBytes())
                    .isLessThan(4L * PIECE);
            // Both of them are told of the other; whoever is faster connects.
            assertThat(met).containsAnyOf(met(seeder), met(stranger));
        }
    }

    private static EngineEvent met(Engine engine) throws Exception {
        return new EngineEvent.Met(new InetSocketAddress(InetAddress.getLoopbackAddress(), engine.port().get()));
    }

    @Test
    void listensEverywhereAtOnePortOfThoseThatNoKernelHandsOut() throws Exception {
        var everywhere = new EngineSettings(new InetSocketAddress("0.0.0.0", 0), List.of(), false, false);
        try (var engine = Engine.start(everywhere, this::hear)) {
            assertThat(engine.port().get(30, TimeUnit.SECONDS)).isBetween(20_000, 32_767);
        }
        assertThat(events).isEmpty();
    }

    @Test
    void saysThatItCannotListen() throws IOException {
        try (var taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress());
                var deaf = Engine.start(loopback(taken.getLocalPort()), events::add)) {
            assertThatThrownBy(() -> deaf.port().get(60, TimeUnit.SECONDS)).hasMessageContaining("--listen");
        }
    }
}
