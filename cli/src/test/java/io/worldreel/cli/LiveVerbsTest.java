package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.wire.WireMessage;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The reading verbs on an archive that another process is recording. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it is stopped by POSIX signals")
class LiveVerbsTest {
    private static final long MILLI = 1_000_000;

    @TempDir
    private Path folder;

    @Test
    void theLastFrameShowsAndThoseThatFollowAreFollowed() throws Exception {
        Path archive = folder.resolve("archive");
        Process follower;
        try (RecordProcess recorder = RecordProcess.start(archive, "--listen", "tcp://127.0.0.1:0");
                GameServer server = new GameServer(recorder.port())) {
            assertThat(server.open(1, "eu-1", "")).isInstanceOf(WireMessage.Welcome.class);
            server.declare();
            for (int tick = 0; tick < 200; tick++) {
                server.frame(tick, tick * MILLI, 7);
            }
            server.awaitReceived(201);
            assertThat(Command.run("at", archive, "end", "--json").succeeds().out()).contains("\"tick\":199",
                    "[199.0,7.0,0.0]");
            assertThat(Command.run("track", archive, "7", "position", "--csv").succeeds().lines()).hasSize(201);

            follower = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                    Main.class.getName(), "frames", archive.toString(), "--from", "end", "--follow", "--json").start();
            BufferedReader lines = follower.inputReader();
            assertThat(lines.readLine()).contains("\"tick\":199");
            for (int tick = 200; tick < 400; tick++) {
                server.frame(tick, tick * MILLI, 7);
                assertThat(lines.readLine()).contains("\"tick\":" + tick + ",");
            }
            recorder.stop().succeeds();
            follower.toHandle().destroy();
            assertThat(lines.lines()).isEmpty();
        }
        assertThat(follower.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(follower.exitValue()).as(follower.errorReader().readAllAsString()).isZero();
    }

    @Test
    void followingHasNoEnd() {
        Command.run("frames", folder, "--follow", "--to", "+3s").failsSaying(ExitCode.WRONG_USAGE, "leave --to out");
    }
}
