package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Catalog;
import io.worldreel.format.archive.ChunkInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How much {@code record} keeps, as it is told. A frame a second, by the senders' clocks. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it is stopped by POSIX signals")
class RecordKeepingTest {
    private static final String ANY_PORT = "tcp://127.0.0.1:0";
    private static final long SECOND = 1_000_000_000;

    @TempDir
    private Path folder;

    private Path archive() {
        return folder.resolve("archive");
    }

    private List<Long> ticks() {
        return Command.run("frames", archive(), "--json").succeeds().lines().stream().map(Json::object)
                .map(frame -> Json.number(frame, "tick")).toList();
    }

    private List<ChunkInfo> chunks() {
        try (Catalog catalog = Catalog.openReadOnly(new ArchiveLayout(archive()))) {
            return catalog.chunks();
        }
    }

    /** Records some ticks as source eu-1 and stops. */
    private void record(int firstTick, int lastTick, Object... options) throws Exception {
        try (RecordProcess recorder = RecordProcess.start(archive(), options);
                GameServer server = new GameServer(recorder.port())) {
            server.open(firstTick, "eu-1", "");
            server.declare();
            say(server, firstTick, lastTick);
            server.awaitReceived(lastTick - firstTick + 2);
            recorder.stop().succeeds();
        }
    }

    /** What was said faster than any game does takes a while to be sealed. */
    private void awaitSealed(long tick) throws InterruptedException {
        for (int look = 0; look < 3000; look++) {
            if (chunks().stream().anyMatch(chunk -> chunk.lastTick() > tick)) {
                return;
            }
            Thread.sleep(20);
        }
        throw new AssertionError("tick " + tick + " is not sealed: " + chunks());
    }

    private static void say(GameServer server, int firstTick, int lastTick) throws IOException {
        for (int tick = firstTick; tick <= lastTick; tick++) {
            server.frame(tick, tick * SECOND, 7);
        }
    }

    @Test
    void aRingIsKeptByAMarkFromAnotherProcess() throws Exception {
        try (RecordProcess recorder = RecordProcess.start(archive(), "--listen", ANY_PORT, "--ring", "10m");
                GameServer server = new GameServer(recorder.port())) {
            server.open(1, "eu-1", "");
            server.declare();
            say(server, 0, 899);
            server.awaitReceived(901);
            assertThat(Command.run("mark", archive()).succeeds().out()).contains("eu-1");
            assertThat(ticks()).contains(301L, 899L);
            say(server, 900, 1999);
            server.awaitReceived(2001);
            assertThat(Command.run("mark", archive(), "--source", "eu-1", "--json").succeeds().out().strip())
                    .isEqualTo("{\"marked\":[\"eu-1\"]}");
            recorder.stop().succeeds();
        }
        assertThat(ticks()).contains(301L, 899L, 1401L, 1999L).doesNotContain(100L, 1200L);
    }

    @Test
    void nothingIsMarkedThatNobodyRecords() throws Exception {
        Command.run("mark", archive()).failsSaying(ExitCode.FAILED, archive().toString(), "no such folder");
        record(0, 10, "--listen", ANY_PORT, "--ring", "1g");
        Command.run("mark", archive()).failsSaying(ExitCode.FAILED, archive().toString(), "nobody records");
        Command.run("mark", archive(), "--source", "eu-1").failsSaying(ExitCode.FAILED, "eu-1", "nobody records");
        assertThat(archive().resolve("recording")).isEmptyDirectory();
    }

    @Test
    void anEventIsAMark() throws Exception {
        try (RecordProcess recorder = RecordProcess.start(archive(), "--listen", ANY_PORT, "--ring", "10m", "--mark-on",
                "goal"); GameServer server = new GameServer(recorder.port())) {
            server.open(1, "eu-1", "");
            server.declare();
            say(server, 0, 899);
            server.event(900, 900 * SECOND, "goal");
            say(server, 901, 2000);
            server.awaitReceived(2002);
            awaitSealed(1900);
            recorder.stop().succeeds();
        }
        assertThat(ticks()).contains(301L, 900L, 1401L, 2000L).doesNotContain(100L, 1200L);
    }

    @Test
    void chunksGoByAgeAndBytesButNotThosePublished() throws Exception {
        record(0, 50, "--listen", ANY_PORT);
        record(100, 150, "--listen", ANY_PORT);
        Path pages = Files.createDirectories(archive().resolve("catalog"));
        Files.writeString(pages.resolve("0-00.json"),
                "{\"chunks\":[{\"chunk\":\"" + chunks().getFirst().chunk() + "\"}]}");

        record(1000, 1050, "--listen", ANY_PORT, "--keep", "5m");
        assertThat(chunks()).extracting(ChunkInfo::firstTick).containsExactly(0L, 1000L);

        record(1100, 1150, "--listen", ANY_PORT, "--keep-bytes", "1b");
        assertThat(chunks()).extracting(ChunkInfo::firstTick).containsExactly(0L, 1100L);

        record(1200, 1250, "--listen", ANY_PORT, "--keep-bytes", "1g", "--keep", "1m", "--delete-published");
        assertThat(chunks()).extracting(ChunkInfo::firstTick).containsExactly(1200L);
        Command.run("verify", archive()).succeeds();
    }

    @Test
    void whatCannotBeKeptIsWrongUsage() {
        for (String[] wrong : new String[][]{ { "--ring", "5x" }, { "--ring", "5" }, { "--keep", "2g" },
                { "--keep-bytes", "7d" }, { "--sync", "often" }, { "--mark-on", "goal" } }) {
            Command.run("record", archive(), "--world", "arena", "--listen", ANY_PORT, wrong[0], wrong[1])
                    .failsSaying(ExitCode.WRONG_USAGE, wrong[0], wrong[0].equals("--mark-on") ? "--ring" : wrong[1]);
        }
        Command.run("record", archive(), "--world", "arena", "--listen", ANY_PORT, "--delete-published")
                .failsSaying(ExitCode.WRONG_USAGE, "--delete-published", "--keep");
        assertThat(archive()).doesNotExist();
    }

    @Test
    void everyFrameIsSyncedOnDemand() throws Exception {
        record(0, 20, "--listen", ANY_PORT, "--sync", "frame");
        record(21, 40, "--listen", ANY_PORT, "--sync", "50ms");
        assertThat(ticks()).hasSize(41);
    }
}
