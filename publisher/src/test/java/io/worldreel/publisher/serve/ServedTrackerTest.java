package io.worldreel.publisher.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.publisher.mirror.ArchiveOfChunks;
import io.worldreel.publisher.tracker.TrackerLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tracker over real connections: its clients, good and bad. */
class ServedTrackerTest {
    private static final String OFFER = ",\"offers\":[{\"offer_id\":\"0123456789abcdef\",\"offer\":{\"sdp\":\"v=0\"}}]";

    @TempDir
    Path folder;
    private ArchiveServer server;

    @BeforeEach
    void serve() throws IOException {
        new ArchiveOfChunks(folder).seal(1, 1000);
        var config = ServeConfig.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server = ArchiveServer.open(config.withTracker(TrackerLimits.DEFAULT.withSilence(Duration.ofMillis(400))),
                FolderFiles.open(folder), new Random(1), problem -> {});
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static final class Client implements WebSocket.Listener {
        private final StringBuilder part = new StringBuilder();
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private @Nullable WebSocket socket;

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                heard.add(part.toString());
                part.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            end.complete(null);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable problem) {
            end.complete(null);
        }

        void say(String text) {
            java.util.Objects.requireNonNull(socket).sendText(text, true).join();
        }

        String hear() throws InterruptedException {
            String next = heard.poll(20, TimeUnit.SECONDS);
            return next == null ? "nothing" : next;
        }
    }

    private Client connect() {
        var client = new Client();
        client.socket = HttpClient.newHttpClient().newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + server.address().getPort() + "/announce"), client).join();
        return client;
    }

    private static String announce(String peer, String more) {
        return "{\"action\":\"announce\",\"info_hash\":\"aaaaaaaaaaaaaaaaaaaa\",\"peer_id\":\"" + peer
                + "ppppppppppppppppppp\"" + more + "}";
    }

    @Test
    void bringsTwoClientsTogether() throws Exception {
        var publisher = connect();
        var browser = connect();
        publisher.say(announce("a", ",\"left\":0"));
        assertThat(publisher.hear()).contains("\"complete\":1");
        browser.say(announce("b", OFFER));
        assertThat(browser.hear()).contains("\"complete\":1", "\"incomplete\":1");
        assertThat(publisher.hear()).contains("\"offer\"", "\"v=0\"");
        publisher.say(announce("x", ",\"to_peer_id\":\"bppppppppppppppppppp\",\"offer_id\":\"0123456789abcdef\","
                + "\"answer\":{\"type\":\"answer\",\"sdp\":\"yes\"}"));
        assertThat(browser.hear()).contains("\"answer\"", "\"yes\"");
    }

    @Test
    void hostileClientsHarmThemselvesAlone() throws Exception {
        var good = connect();
        good.say(announce("g", ",\"left\":0"));
        assertThat(good.hear()).contains("\"complete\":1");

        var wordy = connect();
        var wrong = connect();
        wrong.say("{\"action\":\"conquer\"}");
        assertThat(wrong.hear()).contains("failure reason", "announce and scrape");
        for (int i = 0; i < 15; i++) {
            wrong.say("nonsense");
        }
        wrong.end.get(20, TimeUnit.SECONDS);
        assertThatThrownBy(() -> {
            wordy.say(announce("w", ",\"x\":\"" + "y".repeat(1 << 20) + "\""));
            wordy.end.get(20, TimeUnit.SECONDS);
            wordy.say("once more");
        }).isInstanceOf(Exception.class);

        var asking = connect();
        asking.say(announce("b", OFFER));
        assertThat(asking.hear()).contains("\"complete\":1", "\"incomplete\":1");
        assertThat(good.hear()).contains("\"v=0\"");
    }

    @Test
    void whoIsGoneWithoutAWordIsForgotten() throws Exception {
        var silent = connect();
        silent.say(announce("s", ",\"left\":0"));
        assertThat(silent.hear()).contains("\"complete\":1");
        java.util.Objects.requireNonNull(silent.socket).abort();
        var asking = connect();
        for (int look = 0; look < 200; look++) {
            asking.say(announce("b", ""));
            if (asking.hear().contains("\"complete\":0")) {
                return;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("it is still in the swarm");
    }

    @Test
    void whoAnswersPingsMayBeSilent() throws Exception {
        var patient = connect();
        patient.say(announce("p", ",\"left\":0"));
        assertThat(patient.hear()).contains("\"complete\":1");
        Thread.sleep(2000); // five times what makes the tracker ask
        assertThat(patient.end).isNotDone();
        var asking = connect();
        asking.say(announce("b", OFFER));
        assertThat(patient.hear()).contains("\"v=0\"");
    }
}
