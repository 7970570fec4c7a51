package io.worldreel.publisher.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.ByteString;
import io.worldreel.format.path.RelativePath;
import io.worldreel.publisher.Tools;
import io.worldreel.publisher.bencode.BencodeValue;
import io.worldreel.publisher.bencode.BencodeValue.Dictionary;
import io.worldreel.publisher.bencode.BencodeValue.Items;
import io.worldreel.publisher.engine.TorrentRequest.Purpose;
import io.worldreel.publisher.torrent.FileHashes;
import io.worldreel.publisher.torrent.TorrentBuilder;
import io.worldreel.publisher.torrent.TorrentSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a peer can do to whoever asks it for something. */
class HostilePeersTest {
    private static final int PIECE = TorrentSpec.PIECE_LENGTH;

    @TempDir
    Path folder;
    private Path here = Path.of("");
    private Engine fetcher;

    @BeforeEach
    void start() throws IOException {
        boolean linux = System.getProperty("os.name").equals("Linux") && System.getProperty("os.arch").equals("amd64");
        Tools.unless(linux, "libtorrent4j has a native library for Linux on x86_64 only");
        here = Files.createDirectories(folder.resolve("outside/here"));
        fetcher = Engine.start(loopback(), event -> {});
    }

    @AfterEach
    void stop() {
        fetcher.close();
    }

    private static EngineSettings loopback() {
        return new EngineSettings(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), List.of(), false, false);
    }

    @Test
    void corruptPiecesAreNotHandedOverAndRightOnesAreTakenFromTheNext() throws Exception {
        byte[] bytes = new byte[5 * PIECE];
        new Random(3).nextBytes(bytes);
        Path there = Files.createDirectory(folder.resolve("there"));
        Files.write(there.resolve("f"), bytes);
        var torrent = TorrentBuilder.ofFile(RelativePath.parse("f"), FileHashes.of(bytes, PIECE), TorrentSpec.HYBRID);
        var request = TorrentRequest.of(torrent, here, Purpose.PIECES);
        try (var liar = new HostilePeer(new byte[0], 0, 5); var honest = Engine.start(loopback(), event -> {})) {
            fetcher.meet(List.of(liar.address()));
            var _ = fetcher.hold(request);
            var piece = fetcher.piece(request.id(), 2, Duration.ZERO);
            for (int look = 0; look < 3000 && liar.sent() < PIECE / (16 << 10); look++) {
                Thread.sleep(10);
            }
            assertThat(liar.sent()).as("blocks of noise").isPositive();
            assertThat(piece).isNotDone();

            honest.seed(TorrentRequest.of(torrent, there, Purpose.SEED));
            fetcher.meet(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(),
                    honest.port().get(30, TimeUnit.SECONDS))));
            assertThat(piece.get(60, TimeUnit.SECONDS)).isEqualTo(Arrays.copyOfRange(bytes, 2 * PIECE, 3 * PIECE));
        }
    }

    static Stream<Dictionary> traps() {
        var file = Dictionary.EMPTY.with("length", 5).with("piece length", 16384).with("pieces", HostilePeer.pieces(1));
        var folder = Dictionary.EMPTY.with("piece length", 16384).with("pieces", HostilePeer.pieces(1)).with("name",
                "1.json");
        var link = entry(0, "link").with("attr", "l")
                .with("symlink path", new Items(List.of(BencodeValue.of(".."), BencodeValue.of(".."))));
        List<BencodeValue> many = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            many.add(entry(i == 0 ? 5 : 0, "f" + i));
        }
        return Stream.of(file.with("name", "../../evil"), file.with("name", "/tmp/evil"), file.with("name", "NUL"),
                folder.with("files", new Items(List.of(entry(5, "..", "..", "evil")))),
                folder.with("files", new Items(List.of(entry(5, "a"), link))),
                folder.with("files", new Items(List.of(entry(5, "a"), entry(0, "..", "evil")))),
                folder.with("files", new Items(many)), file.with("name", "1.json").with("length", 20_000)
                        .with("pieces", HostilePeer.pieces(2)));
    }

    private static Dictionary entry(long length, String... path) {
        return Dictionary.EMPTY.with("length", length).with("path",
                new Items(Arrays.stream(path).map(BencodeValue::of).toList()));
    }

    /** Whoever holds a publication's key may have the DHT point to any torrent. */
    @ParameterizedTest
    @MethodSource("traps")
    void aTorrentThatIsATrapIsRefusedAndLeavesNothingOutsideItsFolder(Dictionary trap) throws Exception {
        byte[] info = HostilePeer.encode(trap);
        try (var peer = new HostilePeer(info, info.length, 1)) {
            fetcher.meet(List.of(peer.address()));
            var held = fetcher.hold(byInfohash(HostilePeer.infohash(info)));
            assertThatThrownBy(() -> held.get(60, TimeUnit.SECONDS)).hasMessageContaining("refused");
        }
        try (Stream<Path> all = Files.walk(folder)) {
            assertThat(all.filter(path -> !path.startsWith(here) && Files.isRegularFile(path))).isEmpty();
        }
        try (Stream<Path> all = Files.walk(here)) {
            assertThat(all.filter(Files::isSymbolicLink)).isEmpty();
        }
    }

    @Test
    void aDescriptionThatIsTooLargeIsNotTaken() throws Exception {
        byte[] info = HostilePeer.encode(Dictionary.EMPTY.with("name", "x".repeat(100_000)));
        try (var peer = new HostilePeer(info, 500_000_000, 1)) {
            fetcher.meet(List.of(peer.address()));
            var held = fetcher.hold(byInfohash(HostilePeer.infohash(info)));
            assertThatThrownBy(() -> held.get(2, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(peer.described()).as("parts asked for before its size was known").isLessThan(3);
        }
    }

    private TorrentRequest byInfohash(ByteString infohash) {
        return new TorrentRequest(Optional.of(infohash), Optional.empty(), Optional.empty(), here, "1.json", -16384,
                Optional.empty(),
                Purpose.FETCH, List.of(), List.of());
    }
}
