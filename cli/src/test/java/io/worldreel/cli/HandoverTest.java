package io.worldreel.cli;

import static io.worldreel.cli.FollowedCopy.awaitHead;
import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.fixtures.Archives;
import io.worldreel.fixtures.MixedWorld;
import io.worldreel.fixtures.QuietPort;
import io.worldreel.recorder.IngestConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A publication that passes from one key to another, under the link that it always had. */
class HandoverTest {
    private static final IngestConfig SHORT = IngestConfig.DEFAULT.withSegmentTime(Duration.ofSeconds(10));

    @TempDir
    Path folder;
    private Path archive = Path.of("");
    private Path first = Path.of("");
    private Path second = Path.of("");
    private String magnet = "";
    private String successor = "";
    /** Both publishers', one after the other. */
    private int port;

    @BeforeEach
    void record() throws IOException {
        port = QuietPort.find();
        archive = folder.resolve("arena");
        first = folder.resolve("first.key");
        second = folder.resolve("second.key");
        write("eu-1", 900);
        magnet = Command.run("keygen", first).succeeds().lines().get(1).replaceFirst("magnet +", "");
        successor = Command.run("keygen", second).succeeds().lines().getFirst().replaceFirst("key +", "");
    }

    private void write(String source, int ticks) {
        Archives.write(archive, "arena", source, new MixedWorld(6, 20, ticks, 100, 1_767_225_600_000_000_000L), SHORT);
    }

    private Command publish(Path key, Path mirror) {
        return Command.run("publish", archive, "--key", key, "--to", mirror, "--once");
    }

    private Command handover(Path from, Path to, Path mirror) {
        return Command.run("handover", archive, "--key", from, "--new-key", to, "--to", mirror);
    }

    @Test
    void whoTrustsTheFirstKeyReadsWhatTheSecondPublishes() {
        Path mirror = folder.resolve("mirror");
        publish(first, mirror).succeeds();
        assertThat(handover(first, second, mirror).succeeds().out()).startsWith("head 2: from ").contains(successor,
                magnet);
        write("eu-2", 100);
        publish(first, mirror).failsSaying(ExitCode.FAILED, "of key " + successor);
        assertThat(publish(second, mirror).succeeds().lines()).first().isEqualTo(magnet);
        for (String trusted : new String[]{ magnet, successor }) {
            assertThat(Command.run("frames", mirror, "--trust", trusted, "--json"))
                    .isEqualTo(Command.run("frames", archive, "--json"));
        }
        handover(first, second, mirror).failsSaying(ExitCode.FAILED, "of key " + successor);
        handover(second, second, mirror).failsSaying(ExitCode.FAILED, "the same key");
        handover(second, first, folder.resolve("empty")).failsSaying(ExitCode.FAILED, "nothing is published there yet");
    }

    @Test
    void whoFollowsTheFirstKeyGoesOnWithTheSecondAndSoDoesWhoComesLater() throws Exception {
        Path copy = folder.resolve("copy");
        try (var follower = followed(copy)) {
            try (var publisher = publish(second)) {
                assertThat(publisher.awaitPrinted("magnet:")).isEqualTo(magnet);
                publisher.awaitSaid("nodes of the DHT point to head 3");
                follower.awaitSaid("head 3 of arena");
                Path late = folder.resolve("late");
                assertThat(Command.run("follow", magnet + "&x.pe=" + address(publisher), late, "--listen",
                        "127.0.0.1:0", "--until-current").code()).isZero();
                assertThat(Command.run("frames", late, "--json")).isEqualTo(Command.run("frames", archive, "--json"));
                assertThat(Command.run("verify", late, "--trust", magnet).out()).contains("3 of 3 chunks ok");
            }
            awaitHead(copy, 3);
            assertThat(follower.stop().code()).isZero();
        }
        // Both publishers are gone, and every node of the DHT that knew what they said: the follower repeats what led from the old key on.
        try (var again = VerbProcess.start("follow", magnet, copy, "--listen", "127.0.0.1:0", "--look", "0.2")) {
            String home = address(again);
            Command.run("follow", magnet, folder.resolve("last"), "--listen", "127.0.0.1:0", "--peer", home,
                    "--until-current", "--timeout", "60").succeeds();
            assertThat(again.stop().code()).isZero();
        }
        assertThat(Command.run("frames", folder.resolve("last"), "--json"))
                .isEqualTo(Command.run("frames", archive, "--json"));
        assertThat(Command.run("frames", copy, "--json")).isEqualTo(Command.run("frames", archive, "--json"));
    }

    /** A follower that has head 1; after that the publication is handed over, and grows. */
    private VerbProcess followed(Path copy) throws Exception {
        try (var publisher = publish(first)) {
            String home = address(publisher);
            publisher.awaitSaid("nodes of the DHT point to head 1");
            var follower = VerbProcess.start("follow", magnet + "&x.pe=" + home, copy, "--listen", "127.0.0.1:0",
                    "--look", "0.2");
            awaitHead(copy, 1);
            publisher.stop();
            Command.run("handover", archive, "--key", first, "--new-key", second).succeeds();
            write("eu-2", 100);
            return follower;
        }
    }

    private VerbProcess publish(Path key) throws IOException {
        return VerbProcess.start("publish", archive, "--key", key, "--listen", "127.0.0.1:" + port);
    }

    private static String address(VerbProcess process) throws InterruptedException {
        return process.awaitSaid("peers reach this at ").replaceFirst(".* at ", "");
    }
}
