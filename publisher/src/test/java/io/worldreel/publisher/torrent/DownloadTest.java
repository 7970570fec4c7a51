package io.worldreel.publisher.torrent;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.fixtures.Nginx;
import io.worldreel.publisher.Tools;
import io.worldreel.publisher.engine.Engine;
import io.worldreel.publisher.engine.EngineSettings;
import io.worldreel.publisher.engine.TorrentRequest;
import io.worldreel.publisher.engine.TorrentRequest.Purpose;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other people's clients fetch our chunks: from our engine by BitTorrent, from a web server by BEP 19. */
class DownloadTest {
    private static final int BYTES = 3_000_001;

    @TempDir
    Path folder;
    private Path there = Path.of("");

    @BeforeEach
    void makeFolders() throws IOException {
        there = Files.createDirectory(folder.resolve("there"));
    }

    @Test
    void qbittorrentFetchesV2AndHybridFromTheEngine() throws Exception {
        boolean linux = System.getProperty("os.name").equals("Linux") && System.getProperty("os.arch").equals("amd64");
        Tools.unless(linux, "libtorrent4j has a native library for Linux on x86_64 only");
        InetAddress loopback = InetAddress.getLoopbackAddress();
        var settings = new EngineSettings(new InetSocketAddress(loopback, 0), List.of(), false, false);
        try (Engine engine = Engine.start(settings, event -> {});
                var client = new Qbittorrent(Files.createDirectory(folder.resolve("profile")))) {
            var address = new InetSocketAddress(loopback, engine.port().get(30, TimeUnit.SECONDS));
            for (var version : List.of(TorrentVersion.V2, TorrentVersion.HYBRID)) {
                String name = version + ".sqlite.zst";
                Metainfo torrent = SampleFiles.file(there, name, BYTES,
                        TorrentSpec.HYBRID.withVersion(version));
                var request = TorrentRequest.of(torrent, there, Purpose.SEED);
                engine.seed(request);
                while (engine.look(request.id()).get(30, TimeUnit.SECONDS).doneBytes() < BYTES) {
                    Thread.sleep(50);
                }
                Path here = Files.createDirectory(folder.resolve(version.name()));
                client.download(torrent, here, address);
                assertThat(here.resolve(name)).hasSameBinaryContentAs(there.resolve(name));
            }
        }
    }

    @Test
    void aria2FetchesV1FromAWebSeed() throws Exception {
        Tools.require("aria2c", "aria2");
        Tools.require("nginx", "nginx");
        try (var nginx = new Nginx(folder.resolve("nginx"), there)) {
            Metainfo torrent = SampleFiles.file(there, "chunk.sqlite.zst", BYTES, TorrentSpec.HYBRID
                    .withVersion(TorrentVersion.V1).withWebSeeds(List.of(nginx.uri("chunk.sqlite.zst"))));
            Path file = Files.write(folder.resolve("chunk.torrent"), torrent.bytes());
            Path here = Files.createDirectory(folder.resolve("here"));
            var fetched = Tools.run(folder, List.of("aria2c", "--no-conf=true", "--enable-dht=false",
                    "--enable-dht6=false", "--bt-enable-lpd=false", "--enable-peer-exchange=false",
                    "--interface=127.0.0.1", "--seed-time=0", "--bt-stop-timeout=60",
                    "--dir=" + here, file.toString()));
            assertThat(fetched.exitCode()).as(fetched.output()).isZero();
            assertThat(here.resolve("chunk.sqlite.zst")).hasSameBinaryContentAs(there.resolve("chunk.sqlite.zst"));
        }
    }
}
