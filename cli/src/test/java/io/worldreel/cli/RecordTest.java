package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.archive.Chunk;
import io.worldreel.format.segment.Segment;
import io.worldreel.format.variant.GodotVersion;
import io.worldreel.format.wire.WireMessage;
import io.worldreel.zstdvfs.VfsConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it is stopped by POSIX signals")
class RecordTest {
    private static final String ANY_PORT = "tcp://127.0.0.1:0";
    private static final long MILLI = 1_000_000;

    @TempDir
    private Path folder;

    private Path archive() {
        return folder.resolve("archive");
    }

    @Test
    void whatIsSentIsSealedWhenItIsStopped() throws Exception {
        Command stopped;
        try (RecordProcess recorder = RecordProcess.start(archive(), "--listen", ANY_PORT, "--json");
                GameServer server = new GameServer(recorder.port())) {
            assertThat(server.open(1, "eu-1", "")).isInstanceOf(WireMessage.Welcome.class);
            server.declare();
            for (int tick = 0; tick < 300; tick++) {
                server.frame(tick, tick * MILLI, 7);
            }
            server.awaitReceived(301);
            stopped = recorder.stop();
        }
        assertThat(stopped.succeeds().out()).contains("\"frames\":300", "\"dropped\":0");
        assertThat(Command.run("frames", archive(), "--json").succeeds().lines()).hasSize(300);
        try (Stream<Path> chunks = Files.list(archive().resolve("chunks"));
                Segment chunk = Chunk.open(chunks.findFirst().orElseThrow(), VfsConfig.DEFAULT)) {
            assertThat(GodotVersion.ofSender(chunk.identity().recorder())).contains(GodotVersion.GODOT_3);
        }
        assertThat(Command.run("at", archive(), "tick:123", "--json").succeeds().out()).contains("[123.0,7.0,0.0]");
        Command.run("verify", archive()).succeeds();
    }

    @Test
    void aKilledRecorderGoesOnWhereTheSenderIs() throws Exception {
        try (RecordProcess recorder = RecordProcess.start(archive(), "--listen", ANY_PORT);
                GameServer server = new GameServer(recorder.port())) {
            server.open(1, "eu-1", "");
            server.declare();
            for (int tick = 0; tick < 200; tick++) {
                server.frame(tick, tick * MILLI, 7);
            }
            server.awaitReceived(201);
            recorder.kill();
        }
        try (RecordProcess recorder = RecordProcess.start(archive(), "--listen", ANY_PORT);
                GameServer server = new GameServer(recorder.port())) {
            assertThat(server.open(1, "eu-1", ""))
                    .isInstanceOfSatisfying(WireMessage.Welcome.class, welcome -> {
                        assertThat(welcome.received()).as("the session is not known any more").isZero();
                        assertThat(welcome.lastTick()).isEqualTo(199);
                    });
            server.declare();
            for (int tick = 150; tick < 400; tick++) {
                server.frame(tick, tick * MILLI, 7);
            }
            server.end();
            recorder.stop().succeeds();
        }
        assertThat(Command.run("track", archive(), "7", "position", "--csv").succeeds().lines()).hasSize(401);
        assertThat(Command.run("verify", archive(), "--json").succeeds().out())
                .contains("\"ticks_recorded\":400", "\"ticks_missing\":0");
    }

    @Test
    void whatUdpLosesStandsInTheAccount() throws Exception {
        try (RecordProcess recorder = RecordProcess.start(archive(), "--listen", "udp://127.0.0.1:0")) {
            GameServer.sendDatagrams(recorder.port(), "eu-1", 60, 40);
            recorder.awaitSaid("no longer recorded: it said its end");
            recorder.stop().succeeds();
        }
        assertThat(Command.run("frames", archive(), "--json").succeeds().lines()).hasSize(59);
        assertThat(Command.run("verify", archive(), "--json").exits(ExitCode.DONE_WITH_LOSS).out())
                .contains("\"ticks_recorded\":59", "\"ticks_dropped\":0", "\"ticks_missing\":1");
    }

    @Test
    void severalServersAndARestartReplayAsOneWorld() throws Exception {
        try (RecordProcess recorder = RecordProcess.start(archive(), "--listen", ANY_PORT)) {
            int port = recorder.port();
            try (GameServer west = new GameServer(port); GameServer east = new GameServer(port)) {
                west.open(1, "west", "");
                west.declare();
                west.name(-1, "@ada");
                west.player(0, 0, -1, GameServer.Life.BEGINS);
                east.open(2, "east", "");
                east.declare();
                east.name(-9, "@ada");
                for (int tick = 1; tick < 100; tick++) {
                    west.player(tick, tick * MILLI, -1, GameServer.Life.GOES_ON);
                    east.frame(5000 + tick, tick * MILLI, 7);
                }
                // East takes her before West has let her go.
                east.player(5100, 100 * MILLI, -9, GameServer.Life.BEGINS);
                west.player(100, 100 * MILLI, -1, GameServer.Life.GOES_ON);
                east.player(5101, 101 * MILLI, -9, GameServer.Life.GOES_ON);
                west.player(101, 102 * MILLI, -1, GameServer.Life.ENDS);
                west.frame(102, 103 * MILLI, 7);
                east.player(5102, 104 * MILLI, -9, GameServer.Life.GOES_ON);
                east.awaitReceived(104);
                west.end();
            }
            try (GameServer west = new GameServer(port)) {
                assertThat(west.open(3, "west", "")).isInstanceOfSatisfying(WireMessage.Welcome.class,
                        welcome -> assertThat(welcome.lastTick()).isEqualTo(102));
                west.declare();
                west.frame(103, 110 * MILLI, 8); // and it rests from now on
                for (int tick = 104; tick < 600; tick++) {
                    west.frame(tick, (tick + 7) * MILLI, 9);
                }
                west.end();
            }
            recorder.stop().succeeds();
        }
        assertThat(Command.run("track", archive(), "@ada", "position", "--csv").succeeds().lines())
                .as("100 in the west, 3 in the east, one said by both").hasSize(1 + 101 + 3);
        String before = Command.run("at", archive(), "+0.1s", "--json").succeeds().out();
        assertThat(before).contains("\"@ada\"", "[5100.0,0.0,0.0]", "\"east/7\"").doesNotContain("west/7");
        assertThat(Command.run("at", archive(), "+0.103s", "--json").succeeds().out()).contains("\"west/7\"");
        String after = Command.run("at", archive(), "+0.104s", "--json").succeeds().out();
        assertThat(after).as("West has ended").contains("[5102.0,0.0,0.0]", "\"east/7\"").doesNotContain("west/7");
        String restarted = Command.run("at", archive(), "end", "--json").succeeds().out();
        assertThat(restarted).contains("\"@ada\"", "\"east/7\"", "\"west/8\"", "[103.0,8.0,0.0]", "[599.0,9.0,0.0]")
                .doesNotContain("west/7");
        assertThat(
                Command.run("sql", archive(), "SELECT DISTINCT entity FROM samples ORDER BY entity", "--csv").succeeds()
                        .lines())
                .containsExactly("entity", "@ada", "east/7", "west/7", "west/8", "west/9");
        Command.run("track", archive(), "7", "position").failsSaying(ExitCode.FAILED, "east/7 or west/7");
        assertThat(Command.run("track", archive(), "8", "position", "--csv").succeeds().lines()).hasSize(2);
        Command.run("verify", archive()).succeeds();
    }

    @Test
    void onlyThoseWithTheTokenAreHeard() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "s3cret\n");
        try (RecordProcess recorder = RecordProcess.start(archive(), "--listen", "tcp://0.0.0.0:0", "--token-file",
                token)) {
            int port = recorder.port();
            try (GameServer stranger = new GameServer(port); GameServer friend = new GameServer(port)) {
                assertThat(stranger.open(1, "eu-1", "")).isInstanceOf(WireMessage.Refused.class);
                assertThat(friend.open(2, "eu-1", "s3cret")).isInstanceOf(WireMessage.Welcome.class);
            }
        }
    }

    @Test
    void whatCannotBeListenedOnIsOneLine() {
        for (String[] wrong : new String[][]{ { "tcp://0.0.0.0:0", "token" }, { "http://127.0.0.1:1", "tcp://" },
                { "tls://127.0.0.1:0", "certificate" } }) {
            Command.run("record", archive(), "--world", "arena", "--listen", wrong[0])
                    .failsSaying(ExitCode.WRONG_USAGE, wrong[0], wrong[1]);
        }
        assertThat(archive()).doesNotExist();
    }
}
