package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.fixtures.Archives;
import io.worldreel.fixtures.MixedWorld;
import io.worldreel.recorder.IngestConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that know version 1 of BitTorrent only: aria2 fetches chunks of publications from publisher and follower, by peers alone. */
class OldClientsTest {
    @TempDir
    Path folder;

    @Test
    void aria2FetchesAChunkFromThePublisherAndFromAFollower() throws Exception {
        if (!System.getProperty("os.name").equals("Linux") || !System.getProperty("os.arch").equals("amd64")) {
            SharedData.missing("libtorrent4j has a native library for Linux on x86_64 only");
        }
        if (Stream.of(System.getenv("PATH").split(":", -1))
                .noneMatch(at -> Files.isExecutable(Path.of(at, "aria2c")))) {
            SharedData.missing("aria2c is not on the PATH: install aria2 to run this test");
        }
        Path archive = folder.resolve("arena");
        Archives.write(archive, "arena", "eu-1", new MixedWorld(6, 200, 900, 100, 1_767_225_600_000_000_000L),
                IngestConfig.DEFAULT);
        Path key = folder.resolve("key");
        String link = Command.run("keygen", key).succeeds().lines().get(1).replaceFirst("magnet +", "");
        Path copy = folder.resolve("copy");
        // Published before anybody thought of such clients; the torrents for them come later.
        Command.run("publish", archive, "--key", key, "--once").succeeds();
        assertThat(archive.resolve("torrents")).isDirectoryNotContaining("glob:**.v1.torrent");
        try (var trackers = new Trackers(folder)) {
            String home;
            try (var publisher = VerbProcess.start("publish", archive, "--key", key, "--listen", "127.0.0.1:0", "--v1",
                    "--tracker", trackers.http())) {
                home = publisher.awaitSaid("peers reach this at ").replaceFirst(".* at ", "");
                publisher.awaitSaid("point to head 1");
                fetches(archive, "from the publisher");
                try (var follower = VerbProcess.start("follow", link, copy, "--listen", "127.0.0.1:0", "--v1",
                        "--tracker", trackers.http(), "--peer", home)) {
                    follower.awaitSaid("got ");
                    publisher.kill();
                    fetches(copy, "from the follower");
                    assertThat(follower.stop().code()).isZero();
                }
            }
        }
    }

    /** By the torrent that lies in a publication. */
    private void fetches(Path publication, String name) throws Exception {
        Path into = Files.createDirectory(folder.resolve(name));
        Path torrent = only(publication.resolve("torrents"), ".v1.torrent");
        Path said = folder.resolve(name + ".txt");
        var aria2 = new ProcessBuilder(List.of("aria2c", "--no-conf=true", "--enable-dht=false", "--enable-dht6=false",
                "--bt-enable-lpd=false", "--enable-peer-exchange=false", "--interface=127.0.0.1", "--seed-time=0",
                "--bt-stop-timeout=30", "--dir=" + into, torrent.toString())).redirectErrorStream(true)
                .redirectOutput(said.toFile()).start();
        try {
            assertThat(aria2.waitFor(90, TimeUnit.SECONDS)).as("it ends").isTrue();
        } finally {
            aria2.destroyForcibly();
        }
        assertThat(aria2.exitValue()).as(Files.readString(said)).isZero();
        Path chunk = only(publication.resolve("chunks"), ".zst");
        assertThat(into.resolve(chunk.getFileName())).hasSameBinaryContentAs(chunk);
    }

    private static Path only(Path folder, String ending) throws Exception {
        for (int look = 0; look < 1000; look++) {
            try (Stream<Path> files = Files.list(folder)) {
                var found = files.filter(file -> file.toString().endsWith(ending)).toList();
                if (found.size() == 1) {
                    return found.getFirst();
                }
            }
            Thread.sleep(10);
        }
        throw new AssertionError("there is not one file *" + ending + " in " + folder);
    }
}
