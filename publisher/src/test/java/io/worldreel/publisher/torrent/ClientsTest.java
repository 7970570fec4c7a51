package io.worldreel.publisher.torrent;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.publisher.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other people's clients hold the files of our torrents against the hashes in them, without a network. */
class ClientsTest {
    @TempDir
    Path folder;

    @Test
    void qbittorrentFindsEveryPieceOfV1V2AndHybrid() throws IOException, InterruptedException {
        try (var client = new Qbittorrent(Files.createDirectory(folder.resolve("profile")))) {
            for (var version : TorrentVersion.values()) {
                var spec = SampleFiles.SPEC.withVersion(version);
                Path data = Files.createDirectory(folder.resolve(version.name()));
                var chunk = SampleFiles.file(data, "chunk-" + version + ".sqlite.zst", 1_000_003, spec);
                var checked = client.check(chunk, data);
                assertThat(checked.progress()).as("chunk, %s", version).isEqualTo(1.0);
                chunk.infohashV2().ifPresent(hash -> assertThat(checked.json()).contains(hash.hex()));
                chunk.infohashV1().ifPresent(hash -> assertThat(checked.json()).contains(hash.hex()));

                var world = SampleFiles.folder(data, "world-" + version, spec);
                assertThat(client.check(world, data).progress()).as("folder, %s", version).isEqualTo(1.0);

                var damaged = SampleFiles.file(data, "damaged-" + version, 1_000_002, spec);
                byte[] bytes = Files.readAllBytes(data.resolve("damaged-" + version));
                bytes[500_000] ^= 1;
                Files.write(data.resolve("damaged-" + version), bytes);
                assertThat(client.check(damaged, data).progress()).as("one piece of 16 is damaged, %s", version)
                        .isBetween(0.9, 0.99);
            }
        }
    }

    @Test
    void aria2FindsEveryPieceOfV1() throws IOException, InterruptedException {
        Tools.require("aria2c", "aria2");
        var torrent = SampleFiles.file(folder, "chunk.sqlite.zst", 1_000_003,
                SampleFiles.SPEC.withVersion(TorrentVersion.V1));
        Path file = Files.write(folder.resolve("chunk.torrent"), torrent.bytes());
        List<String> command = List.of("aria2c", "--no-conf=true", "--hash-check-only=true", "--check-integrity=true",
                "--enable-dht=false", "--enable-dht6=false", "--bt-enable-lpd=false", "--enable-peer-exchange=false",
                "--interface=127.0.0.1", "--dir=" + folder, file.toString());
        var whole = Tools.run(folder, command);
        assertThat(whole.exitCode()).as(whole.output()).isZero();
        byte[] bytes = Files.readAllBytes(folder.resolve("chunk.sqlite.zst"));
        bytes[500_000] ^= 1;
        Files.write(folder.resolve("chunk.sqlite.zst"), bytes);
        var damaged = Tools.run(folder, command);
        assertThat(damaged.exitCode()).as(damaged.output()).isNotZero();
    }

    @Test
    void transmissionReadsV1() throws IOException, InterruptedException {
        Tools.require("transmission-show", "transmission-cli");
        var torrent = SampleFiles.file(folder, "chunk.sqlite.zst", 1_000_003,
                SampleFiles.SPEC.withVersion(TorrentVersion.V1));
        Path file = Files.write(folder.resolve("chunk.torrent"), torrent.bytes());
        var shown = Tools.run(folder, List.of("transmission-show", file.toString()));
        assertThat(shown.exitCode()).as(shown.output()).isZero();
        assertThat(shown.output()).contains("Hash: " + torrent.infohashV1().orElseThrow().hex())
                .contains("Piece Count: 16").contains("chunk.sqlite.zst (1.00 MB)");
    }
}
