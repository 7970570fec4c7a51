package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.cli.TwoMachines.Machine;
import io.worldreel.fixtures.Archives;
import io.worldreel.fixtures.MixedWorld;
import io.worldreel.format.ByteString;
import io.worldreel.publisher.torrent.Metainfo;
import io.worldreel.recorder.IngestConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that know version 1 of BitTorrent only fetch chunks of publications from publisher and follower, by peers alone. They are on another
 * machine, as Transmission takes no address of the loopback for a peer's.
 */
class OldClientsTest {
    private static final String HOME = Machine.A.address() + ":0";

    @TempDir
    Path folder;

    @Test
    void aria2AndTransmissionFetchAChunkFromThePublisherAndFromAFollower() throws Exception {
        if (!System.getProperty("os.name").equals("Linux") || !System.getProperty("os.arch").equals("amd64")) {
            SharedData.missing("libtorrent4j has a native library for Linux on x86_64 only");
        }
        for (var program : Map.of("aria2c", "aria2", "transmission-cli", "transmission-cli").entrySet()) {
            if (Stream.of(System.getenv("PATH").split(":", -1))
                    .noneMatch(at -> Files.isExecutable(Path.of(at, program.getKey())))) {
                SharedData.missing(
                        program.getKey() + " is not on the PATH: install " + program.getValue() + " to run this test");
            }
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
        try (var machines = new TwoMachines();
                var trackers = new Trackers(folder, machines.prefix(Machine.A), Machine.A.address());
                var publisher = machines.start(Machine.A, "publish", archive, "--key", key, "--listen", HOME, "--v1",
                        "--tracker", trackers.http())) {
            String home = publisher.awaitSaid("peers reach this at ").replaceFirst(".* at ", "");
            publisher.awaitSaid("point to head 1");
            ByteString infohash = infohash(only(archive.resolve("torrents"), ".v1.torrent"));
            trackers.awaitStarted(infohash, 1);
            try (var transmission = new Transmission(machines, archive)) {
                aria2Fetches(machines, archive, "from the publisher");
                transmission.fetches();
            }
            try (var follower = machines.start(Machine.A, "follow", link, copy, "--listen", HOME, "--v1", "--tracker",
                    trackers.http(), "--peer", home)) {
                follower.awaitSaid("got ");
                trackers.awaitStarted(infohash, 4); // publisher, aria2, Transmission
                publisher.kill();
                aria2Fetches(machines, copy, "from the follower");
                assertThat(follower.stop().code()).isZero();
            }
        }
    }

    /** By the torrent that lies in a publication. */
    private void aria2Fetches(TwoMachines machines, Path publication, String name) throws Exception {
        Path into = Files.createDirectory(folder.resolve(name));
        Path said = folder.resolve(name + ".txt");
        List<String> command = new ArrayList<>(machines.prefix(Machine.B));
        command.addAll(List.of("aria2c", "--no-conf=true", "--enable-dht=false", "--enable-dht6=false",
                "--bt-enable-lpd=false", "--enable-peer-exchange=false", "--seed-time=0", "--bt-stop-timeout=60",
                "--dir=" + into, only(publication.resolve("torrents"), ".v1.torrent").toString()));
        var aria2 = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
        try {
            assertThat(aria2.waitFor(120, TimeUnit.SECONDS)).as("it ends").isTrue();
        } finally {
            aria2.destroyForcibly();
        }
        assertThat(aria2.exitValue()).as(Files.readString(said)).isZero();
        assertSame(publication, into);
    }

    private static void assertSame(Path publication, Path fetched) throws Exception {
        Path chunk = only(publication.resolve("chunks"), ".zst");
        assertThat(fetched.resolve(chunk.getFileName())).hasSameBinaryContentAs(chunk);
    }

    /** A transmission-cli that fetches a publication's chunk; it is called after it only when all of it is there. */
    private final class Transmission implements AutoCloseable {
        private final Path publication;
        private final Path into;
        private final Process process;

        Transmission(TwoMachines machines, Path publication) throws Exception {
            this.publication = publication;
            into = Files.createDirectory(folder.resolve("transmission"));
            Path home = Files.createDirectory(folder.resolve("transmission-home"));
            Files.writeString(home.resolve("settings.json"), """
                    {"dht-enabled": false, "lpd-enabled": false, "pex-enabled": false, "utp-enabled": false,
                     "port-forwarding-enabled": false, "rename-partial-files": true}
                    """);
            List<String> command = new ArrayList<>(machines.prefix(Machine.B));
            command.addAll(List.of("transmission-cli", "-g", home.toString(), "-w", into.toString(), "-M",
                    only(publication.resolve("torrents"), ".v1.torrent").toString()));
            process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(folder.resolve("transmission.txt").toFile()).start();
        }

        void fetches() throws Exception {
            only(into, ".zst");
            assertSame(publication, into);
        }

        @Override
        public void close() throws IOException {
            process.destroyForcibly();
        }
    }

    private static ByteString infohash(Path torrent) throws IOException {
        return Metainfo.read(torrent.toString(), Files.readAllBytes(torrent)).infohashV1().orElseThrow();
    }

    private static Path only(Path folder, String ending) throws Exception {
        for (int look = 0; look < 9000; look++) {
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
