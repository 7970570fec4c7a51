package io.worldreel.publisher.swarm;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.ByteString;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.key.SigningKey;
import io.worldreel.format.publication.PublishedChunk;
import io.worldreel.publisher.Tools;
import io.worldreel.publisher.dht.MutableMagnet;
import io.worldreel.publisher.engine.EngineSettings;
import io.worldreel.zstdvfs.SourceException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reader is told where there is nobody. */
class TorrentPublicationTest {
    @TempDir
    Path folder;

    @Test
    void whoIsAloneIsToldSoBeforeLong() throws IOException {
        boolean linux = System.getProperty("os.name").equals("Linux") && System.getProperty("os.arch").equals("amd64");
        Tools.unless(linux, "libtorrent4j has a native library for Linux on x86_64 only");
        var settings = new EngineSettings(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), List.of(), false,
                false);
        var magnet = MutableMagnet.of(SigningKey.ofSeed(new byte[32]).publicKey(), ByteString.EMPTY);
        try (var swarm = Swarm.open(settings, new Random(1), event -> {});
                var alone = new TorrentPublication(magnet, swarm, folder, Duration.ofSeconds(2))) {
            assertThatThrownBy(alone::newest).isInstanceOf(IOException.class).hasMessageContaining("nobody")
                    .hasMessageContaining("within 2 s").hasMessageContaining("--bootstrap");

            var chunk = new PublishedChunk(new ChunkInfo("c.sqlite.zst", "arena", "s", 1, 2, 1, 2, 1_000_000, 1, 1, 1,
                    0, 0, "00".repeat(32)), ByteString.of(new byte[32]), ByteString.utf8("12345678901234567890"),
                    ByteString.utf8("12345678901234567890123456789012"));
            try (var source = alone.open(chunk)) {
                var bytes = MemorySegment.ofArray(new byte[10]);
                assertThatThrownBy(() -> source.read(600_000, bytes)).isInstanceOf(SourceException.class)
                        .hasMessageContaining("c.sqlite.zst").hasMessageContaining("nobody brought piece 2")
                        .hasMessageContaining("no peer is connected");
                assertThatThrownBy(() -> source.read(999_995, bytes)).isInstanceOf(IOException.class)
                        .hasMessageContaining("has 1000000 bytes");
            }
        }
    }
}
