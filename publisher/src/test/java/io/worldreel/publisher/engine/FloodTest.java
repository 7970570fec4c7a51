package io.worldreel.publisher.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.worldreel.format.path.RelativePath;
import io.worldreel.publisher.Tools;
import io.worldreel.publisher.engine.TorrentRequest.Purpose;
import io.worldreel.publisher.torrent.FileHashes;
import io.worldreel.publisher.torrent.Metainfo;
import io.worldreel.publisher.torrent.TorrentBuilder;
import io.worldreel.publisher.torrent.TorrentSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever floods the engine gets neither its memory nor its service to others. */
class FloodTest {
    private static final int PIECE = TorrentSpec.PIECE_LENGTH;
    private static final int FLOODERS = Integer.getInteger("worldreel.flooders", 6);
    private static final Duration FLOOD = Duration.ofSeconds(Integer.getInteger("worldreel.flood", 1));
    private static final long MOST = 300_000_000;
    /** What may come between two looks. */
    private static final long SLACK = 100_000_000;

    @TempDir
    Path folder;
    private final byte[] bytes = new byte[40 * PIECE];
    private Path here = Path.of("");
    private Path there = Path.of("");
    private Metainfo torrent;
    private Engine engine;
    private Engine honest;

    @BeforeEach
    void start() throws IOException {
        boolean linux = System.getProperty("os.name").equals("Linux") && System.getProperty("os.arch").equals("amd64");
        Tools.unless(linux, "libtorrent4j has a native library for Linux on x86_64 only");
        here = Files.createDirectory(folder.resolve("here"));
        there = Files.createDirectory(folder.resolve("there"));
        new Random(3).nextBytes(bytes);
        Files.write(there.resolve("f"), bytes);
        torrent = TorrentBuilder.ofFile(RelativePath.parse("f"), FileHashes.of(bytes, PIECE), TorrentSpec.HYBRID);
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        engine = Engine.start(new EngineSettings(loopback, List.of(), false, false), event -> {});
        honest = Engine.start(new EngineSettings(loopback, List.of(), false, false), event -> {});
        honest.seed(TorrentRequest.of(torrent, there, Purpose.SEED));
    }

    @AfterEach
    void stop() {
        engine.close();
        honest.close();
    }

    private static InetSocketAddress address(Engine engine) throws Exception {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), engine.port().get(30, TimeUnit.SECONDS));
    }

    /** Resident, in bytes; 0 while there is no process. */
    private static long memory(Engine engine) throws IOException {
        Path status = Path.of("/proc/" + engine.pid() + "/status");
        return !Files.exists(status)
                ? 0
                : Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmRSS:")).map(line -> line.replaceAll("\\D+", ""))
                        .mapToLong(Long::parseLong).findFirst().orElse(0) * 1024;
    }

    @Test
    void whoFloodsItHasItStartedAgainAtMostAndOthersAreServed() throws Exception {
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        List<EngineEvent> events = new CopyOnWriteArrayList<>();
        List<FloodingPeer> flooders = new ArrayList<>();
        try (var engine = Engine.start(new EngineSettings(loopback, List.of(), false, false, MOST), events::add)) {
            var request = TorrentRequest.of(torrent, here, Purpose.PIECES);
            engine.meet(List.of(address(honest)));
            var _ = engine.hold(request);
            assertThat(engine.piece(request.id(), 0, Duration.ZERO).get(60, TimeUnit.SECONDS)).hasSize(PIECE);
            long before = memory(engine);
            long most = before;
            for (int i = 0; i < FLOODERS; i++) {
                flooders.add(new FloodingPeer(address(engine), torrent.infohashV1().orElseThrow(), i));
            }
            long end = System.nanoTime() + FLOOD.toNanos();
            for (int number = 1; System.nanoTime() < end || number < 3; number++) {
                int piece = Math.min(number, 39);
                assertThat(engine.piece(request.id(), piece, Duration.ZERO).get(100, TimeUnit.SECONDS))
                        .isEqualTo(Arrays.copyOfRange(bytes, piece * PIECE, (piece + 1) * PIECE));
                Thread.sleep(50);
                most = Math.max(most, memory(engine));
            }
            System.err.printf(
                    "%,d bytes of flood in %d connections: the engine had %,d bytes before, %,d at most; %s%n",
                    flooders.stream().mapToLong(FloodingPeer::sent).sum(),
                    flooders.stream().mapToInt(FloodingPeer::connections).sum(), before, most, events);
            assertThat(most).isLessThan(MOST + SLACK);
            assertThat(events).filteredOn(EngineEvent.Died.class::isInstance).allSatisfy(
                    died -> assertThat(((EngineEvent.Died) died).lastWords()).contains("somebody floods it"));
        } finally {
            flooders.forEach(FloodingPeer::close);
        }
    }

    @Test
    void anEngineThatTakesTooMuchMemoryEndsAndSaysSo() throws Exception {
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var died = new CompletableFuture<EngineEvent.Died>();
        var small = Engine.start(new EngineSettings(loopback, List.of(), false, false, 1 << 20), event -> {
            if (event instanceof EngineEvent.Died death) {
                died.complete(death);
            }
        });
        try {
            assertThat(died.get(60, TimeUnit.SECONDS).lastWords()).contains("more than 1: somebody floods it");
        } finally {
            small.close();
        }
    }

    @Test
    void redirectsWithoutEndAreGivenUp() throws Exception {
        var asked = new AtomicInteger();
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Location", "/" + asked.incrementAndGet() + "/f");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.start();
        try {
            var seed = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/f");
            var request = TorrentRequest.of(torrent, here, Purpose.FETCH).foundBy(List.of(seed), List.of());
            var whole = engine.hold(request);
            for (int look = 0; look < 1000 && asked.get() == 0; look++) {
                Thread.sleep(10);
            }
            Thread.sleep(1000);
            assertThat(whole).isNotDone();
            engine.meet(List.of(address(honest)));
            whole.get(60, TimeUnit.SECONDS);
            assertThat(asked.get()).isBetween(1, 20);
        } finally {
            server.stop(0);
        }
    }
}
