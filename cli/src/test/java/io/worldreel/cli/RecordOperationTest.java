package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.wire.WireMessage;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees of {@code record}, and tells it. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it is told by POSIX signals")
class RecordOperationTest {
    private static final String ANY_PORT = "tcp://127.0.0.1:0";
    private static final long MILLI = 1_000_000;

    @TempDir
    private Path folder;

    private Path archive() {
        return folder.resolve("archive");
    }

    private static WireMessage knock(int port, long session, String source, String token) throws IOException {
        try (GameServer server = new GameServer(port)) {
            return server.open(session, source, token);
        }
    }

    @Test
    void metricsCountWhatIsRecordedDroppedAndSealed() throws Exception {
        try (RecordProcess recorder = RecordProcess.start(archive(), "--listen", ANY_PORT, "--metrics", "127.0.0.1:0");
                GameServer server = new GameServer(recorder.port())) {
            server.open(1, "eu-1", "");
            server.declare();
            for (int tick = 0; tick < 600; tick++) {
                server.frame(tick, tick * MILLI, 7);
            }
            server.awaitReceived(601);

            recorder.awaitMetric("worldreel_frames_total{source=\"eu-1\"}", 600);
            recorder.awaitMetric("worldreel_append_seconds_count", 600);
            recorder.awaitMetric("worldreel_journal_depth_frames{source=\"eu-1\"}", 600 - 512);
            recorder.awaitMetric("worldreel_sessions", 1);
            HttpResponse<String> metrics = recorder.get("/metrics");
            assertThat(metrics.headers().firstValue("Content-Type")).hasValueSatisfying(
                    type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
            assertThat(metrics.body()).contains("# TYPE worldreel_append_seconds histogram",
                    "worldreel_append_seconds_bucket{le=\"+Inf\"} 600", "worldreel_lag_seconds{source=\"eu-1\"}",
                    "worldreel_frame_bytes_total{source=\"eu-1\"}");

            server.frame(100, 0, 7); // a tick that is recorded already
            recorder.awaitMetric("worldreel_ignored_frames_total", 1);
            server.end();
            recorder.awaitMetric("worldreel_chunks_total{source=\"eu-1\"}", 1);
            recorder.awaitMetric("worldreel_seal_seconds_count", 1);
            recorder.awaitMetric("worldreel_sessions", 0);
            assertThat(recorder.get("/nowhere").statusCode()).isEqualTo(404);
            recorder.stop().succeeds();
        }
    }

    @Test
    void healthIsGoodUntilFramesCannotBeStored() throws Exception {
        try (RecordProcess recorder = RecordProcess.start(archive(), "--listen", ANY_PORT, "--metrics", "127.0.0.1:0");
                GameServer server = new GameServer(recorder.port())) {
            server.open(1, "eu-1", "");
            server.declare();
            server.frame(0, 0, 7);
            server.awaitReceived(2);
            assertThat(recorder.get("/health").statusCode()).isEqualTo(200);

            Path chunks = archive().resolve("chunks");
            Files.delete(chunks);
            Files.writeString(chunks, "no chunk can be made in a file");
            for (int tick = 1; tick < 300; tick++) {
                server.frame(tick, tick * MILLI * 60_000, 7); // an hour of a segment is soon over
            }
            recorder.awaitSaid("source 'eu-1': frames are not stored any more");
            HttpResponse<String> health = recorder.get("/health");
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body()).contains("source 'eu-1'", "worldreel recover");
            Files.delete(chunks);
            Files.createDirectory(chunks);
            assertThat(recorder.stop().exits(ExitCode.DONE_WITH_LOSS).err()).contains("eu-1");
        }
        Command.run("recover", archive()).succeeds();
        assertThat(Command.run("frames", archive(), "--json").succeeds().lines()).hasSize(300);
    }

    /** How long that takes is printed: the promise is ten seconds. */
    @Test
    void itEndsInOrderWhileServersGoOnSending() throws Exception {
        try (RecordProcess recorder = RecordProcess.start(archive(), "--listen", ANY_PORT)) {
            int port = recorder.port();
            // Not virtual ones: who sends without ever having to wait would leave the others no processor.
            List<Thread> servers = new ArrayList<>();
            CountDownLatch underWay = new CountDownLatch(4);
            for (int i = 0; i < 4; i++) {
                String source = "eu-" + i;
                servers.add(Thread.ofPlatform().daemon().start(() -> sendUntilClosed(port, source, underWay)));
            }
            assertThat(underWay.await(1, TimeUnit.MINUTES)).isTrue();
            long began = System.nanoTime();
            Command stopped = recorder.stop().succeeds();
            System.out.printf("record ended %.1f s after SIGTERM, with four servers sending as fast as they can: %s%n",
                    (System.nanoTime() - began) / 1e9, stopped.out().strip());
            for (Thread server : servers) {
                server.join();
            }
            assertThat(stopped.out()).contains("0 dropped");
        }
        assertThat(archive().resolve("recording")).isEmptyDirectory();
        assertThat(Command.run("verify", archive()).succeeds().out()).contains(" 0 missing");
    }

    private static void sendUntilClosed(int port, String source, CountDownLatch underWay) {
        try (GameServer server = new GameServer(port)) {
            server.open(1, source, "");
            server.declare();
            for (int tick = 0;; tick++) {
                server.frame(tick, tick * MILLI, 7);
                if (tick == 20_000) {
                    underWay.countDown();
                }
            }
        } catch (IOException closed) {
            // as it should be
        }
    }

    @Test
    void aRecordingThatWasKilledIsToldOfWhenItGoesOn() throws Exception {
        try (RecordProcess recorder = RecordProcess.start(archive(), "--listen", ANY_PORT);
                GameServer server = new GameServer(recorder.port())) {
            server.open(1, "eu-1", "");
            server.declare();
            for (int tick = 0; tick < 50; tick++) {
                server.frame(tick, tick * MILLI, 7);
            }
            server.awaitReceived(51);
            recorder.kill();
        }
        try (RecordProcess recorder = RecordProcess.start(archive(), "--listen", ANY_PORT, "--progress", "json")) {
            assertThat(knock(recorder.port(), 2, "eu-1", "")).isInstanceOf(WireMessage.Welcome.class);
            assertThat(Json.object(recorder.awaitSaid("\"event\":\"recovered\""))).containsEntry("source", "eu-1")
                    .containsEntry("frames", new Json.Numeral("50")).containsEntry("lost", List.of());
            recorder.stop().succeeds();
        }
    }

    @Test
    void whatCannotBeSealedAtTheEndIsNoSuccess() throws Exception {
        Path chunks = archive().resolve("chunks");
        try (RecordProcess recorder = RecordProcess.start(archive(), "--listen", ANY_PORT);
                GameServer server = new GameServer(recorder.port())) {
            server.open(1, "eu-1", "");
            server.declare();
            for (int tick = 0; tick < 50; tick++) {
                server.frame(tick, tick * MILLI, 7);
            }
            server.awaitReceived(51);
            Files.delete(chunks);
            Files.writeString(chunks, "no chunk can be made in a file");
            assertThat(recorder.stop().exits(ExitCode.DONE_WITH_LOSS).err())
                    .contains("cannot end the recording of source 'eu-1'", "worldreel recover");
        }
        Files.delete(chunks);
        Files.createDirectory(chunks);
        Command.run("recover", archive()).succeeds();
        assertThat(Command.run("frames", archive(), "--json").succeeds().lines()).hasSize(50);
    }

    @Test
    void aNewTokenIsReadOnSighup() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "old\n");
        try (RecordProcess recorder = RecordProcess.start(archive(), "--listen", ANY_PORT, "--token-file", token)) {
            int port = recorder.port();
            // Not virtual ones: who sends without ever having to wait would leave the others no processor.
            Files.writeString(token, "new\n");
            recorder.signal("HUP");
            recorder.awaitSaid("the token was read again");
            assertThat(knock(port, 1, "a", "old")).isInstanceOf(WireMessage.Refused.class);
            assertThat(knock(port, 2, "a", "new")).isInstanceOf(WireMessage.Welcome.class);

            Files.delete(token);
            recorder.signal("HUP");
            recorder.awaitSaid("the old token stays");
            assertThat(knock(port, 3, "b", "new")).isInstanceOf(WireMessage.Welcome.class);
            recorder.stop().succeeds();
        }
    }

    @Test
    void eventsAreLinesOfJson() throws Exception {
        try (RecordProcess recorder = RecordProcess.start(archive(), "--listen", ANY_PORT, "--progress", "json")) {
            int port = recorder.port();
            // Not virtual ones: who sends without ever having to wait would leave the others no processor.
            knock(port, 1, "a", "wrong token");
            try (GameServer server = new GameServer(port)) {
                server.open(1, "eu-1", "");
                server.declare();
                server.frame(0, 0, 7);
                server.end();
            }
            recorder.awaitSaid("\"event\":\"ended\"");
            Command stopped = recorder.stop().succeeds();
            assertThat(stopped.err().lines().map(line -> Json.object(line).get("event"))).containsSubsequence("refused",
                    "opened", "sealed", "ended");
            assertThat(Json.object(recorder.awaitSaid("\"event\":\"sealed\""))).containsEntry("source", "eu-1")
                    .containsKeys("time", "chunk", "frames", "bytes", "seal_ns", "text");
        }
    }

    @Test
    void whoeverKnocksTooOftenDoesNotFillTheLog() throws Exception {
        try (RecordProcess recorder = RecordProcess.start(archive(), "--listen", ANY_PORT)) {
            int port = recorder.port();
            // Not virtual ones: who sends without ever having to wait would leave the others no processor.
            for (int i = 0; i < 200; i++) {
                knock(port, i, "a", "wrong");
            }
            Command stopped = recorder.stop().succeeds();
            assertThat(stopped.err().lines().filter(line -> line.contains("refused "))).hasSizeBetween(1, 40);
            assertThat(stopped.out()).contains("200 connections refused");
        }
    }
}
