package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.fixtures.Archives;
import io.worldreel.fixtures.MixedWorld;
import io.worldreel.recorder.IngestConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Publisher and follower know nobody but npm's bittorrent-tracker. */
class TrackersTest {
    @TempDir
    Path folder;

    @Test
    void aFollowerFindsThePublisherByATrackerAlone() throws Exception {
        if (!System.getProperty("os.name").equals("Linux") || !System.getProperty("os.arch").equals("amd64")) {
            SharedData.missing("libtorrent4j has a native library for Linux on x86_64 only");
        }
        Path archive = folder.resolve("arena");
        Archives.write(archive, "arena", "eu-1", new MixedWorld(6, 20, 600, 100, 1_767_225_600_000_000_000L),
                IngestConfig.DEFAULT.withSegmentTime(Duration.ofSeconds(5)));
        Path key = folder.resolve("key");
        String link = Command.run("keygen", key).succeeds().lines().get(1).replaceFirst("magnet +", "");
        try (var trackers = new Trackers(folder)) {
            for (String kind : new String[]{ "http", "udp" }) {
                String tracker = trackers.at(kind);
                try (var publisher = VerbProcess.start("publish", archive, "--key", key, "--listen", "127.0.0.1:0",
                        "--tracker", tracker)) {
                    assertThat(publisher.awaitPrinted("magnet:")).startsWith(link + "&tr=");
                    publisher.awaitSaid("peers reach this at ");
                    Path copy = folder.resolve("copy-" + kind);
                    try (var follower = VerbProcess.start("follow", link, copy, "--listen", "127.0.0.1:0",
                            "--tracker", tracker, "--until-current", "--look", "0.2")) {
                        follower.awaitSaid("met a peer at 127.0.0.1:");
                        var ended = follower.ended();
                        assertThat(ended.code()).as(ended.err()).isZero();
                    }
                    assertThat(Command.run("frames", copy, "--json"))
                            .isEqualTo(Command.run("frames", archive, "--json"));
                }
            }
        }
    }
}
