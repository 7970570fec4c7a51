package io.worldreel.publisher.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.ByteString;
import io.worldreel.format.key.SigningKey;
import io.worldreel.publisher.Tools;
import io.worldreel.publisher.dht.MutableMagnet;
import io.worldreel.publisher.engine.EngineSettings;
import io.worldreel.publisher.mirror.ArchiveOfChunks;
import io.worldreel.publisher.mirror.FolderStore;
import io.worldreel.publisher.mirror.MirrorPublisher;
import io.worldreel.publisher.mirror.PublicationConfig;
import io.worldreel.zstdvfs.Progress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Those who know nothing but the link find one another by one way alone. */
class MeetingTest {
    private static final ByteString SALT = ByteString.EMPTY;

    @TempDir
    Path folder;

    private static EngineSettings loopback(String host, boolean lan) throws Exception {
        return new EngineSettings(new InetSocketAddress(InetAddress.getByName(host), 0), List.of(), lan, false);
    }

    private void publishAndRead(String host, boolean lan, boolean told) throws Exception {
        boolean linux = System.getProperty("os.name").equals("Linux") && System.getProperty("os.arch").equals("amd64");
        Tools.unless(linux, "libtorrent4j has a native library for Linux on x86_64 only");
        Path archive = folder.resolve("arena");
        var chunks = new ArchiveOfChunks(archive).seal(3, 300_000);
        var key = SigningKey.ofSeed(new byte[32]);
        var magnet = MutableMagnet.of(key.publicKey(), SALT);
        try (var store = FolderStore.open(archive);
                var there = Swarm.open(loopback(host, lan), new Random(1), event -> {});
                var announcer = new Announcer(there.dht(), true, event -> {});
                var here = Swarm.open(loopback(host, lan), new Random(2), event -> {})) {
            var publisher = MirrorPublisher.open(chunks.layout(), store, key, SALT, PublicationConfig.DEFAULT,
                    Clock.systemUTC());
            there.gather(key.publicKey(), SALT, List.of());
            here.gather(key.publicKey(), SALT, List.of());
            new SwarmPublisher(archive, List.of(), List.of(), there.engine(), announcer).published(key,
                    publisher.publish(chunks.chunks(), Progress.NONE).orElseThrow());
            if (told) {
                here.meet(List.of(new InetSocketAddress(InetAddress.getByName(host), there.engine().port().get())));
            }
            Path copy = Files.createDirectory(folder.resolve("copy"));
            try (var publication = new TorrentPublication(magnet, here, copy, Duration.ofSeconds(60))) {
                var edition = publication.newest();
                assertThat(edition.chunks()).hasSize(3);
                try (var source = publication.open(edition.chunks().getLast())) {
                    byte[] bytes = new byte[1000];
                    source.read(250_000, java.lang.foreign.MemorySegment.ofArray(bytes));
                    byte[] all = Files.readAllBytes(archive.resolve("chunks").resolve(source.name()));
                    assertThat(bytes).isEqualTo(java.util.Arrays.copyOfRange(all, 250_000, 251_000));
                }
            }
        }
    }

    @Test
    void onTheLocalNetworkWithNothingElse() throws Exception {
        publishAndRead("127.0.0.1", true, false);
    }
}
