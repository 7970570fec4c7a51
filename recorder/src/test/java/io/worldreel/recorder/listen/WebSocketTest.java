package io.worldreel.recorder.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.wire.WireCodec;
import io.worldreel.format.wire.WireMessage;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketTest {
    private final KeptFrames kept = new KeptFrames();
    private final Script script = new Script();
    private final List<HttpClient> clients = new ArrayList<>();

    /** What the recorder says. */
    private static final class Heard implements WebSocket.Listener {
        final List<WireMessage> messages = new CopyOnWriteArrayList<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final ByteArrayOutputStream message = new ByteArrayOutputStream();

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            message.writeBytes(bytes);
            if (last) {
                messages.add(WireCodec.decode(MemorySegment.ofArray(message.toByteArray())));
                message.reset();
            }
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed.complete(-1);
        }
    }

    @AfterEach
    void closeClients() {
        // close() would wait for connections that the recorder has refused.
        clients.forEach(HttpClient::shutdownNow);
    }

    private HttpClient closedByTest(HttpClient client) {
        clients.add(client);
        return client;
    }

    private static void send(WebSocket socket, byte[] message) {
        socket.sendBinary(ByteBuffer.wrap(message), true).join();
    }

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void messagesTravelInWebSocketMessages(boolean encrypted, @TempDir Path folder) throws Exception {
        ListenConfig config = ListenConfig.of("arena", ListenUrl.parse("ws://127.0.0.1:0"));
        HttpClient.Builder client = HttpClient.newBuilder();
        if (encrypted) {
            client.sslContext(TestCertificate.make(folder));
            config = TestCertificate.config(folder, "wss://127.0.0.1:0");
        }
        try (Listener listener = Listener.open(config, kept)) {
            HttpClient http = closedByTest(client.build());
            Heard heard = new Heard();
            WebSocket socket = http.newWebSocketBuilder()
                    .buildAsync(URI.create(listener.urls().getFirst() + "/game"), heard).join();
            send(socket, Script.open(1, "", true));
            send(socket, script.hello("web"));
            Waiting.until("welcomed", () -> !heard.messages.isEmpty());
            assertThat(heard.messages.getFirst()).isInstanceOf(WireMessage.Welcome.class);
            send(socket, script.declaration());
            for (int tick = 0; tick < 300; tick++) {
                send(socket, script.frame(tick, 0, 50));
            }
            send(socket, script.end());
            heard.closed.get(60, TimeUnit.SECONDS);
            assertThat(kept.ticks("web")).isEqualTo(LongStream.range(0, 300).boxed().toList());
            assertThat(heard.messages.getLast()).isEqualTo(new WireMessage.Received(302));
        }
    }

    @Test
    void aTextMessageIsRefused() throws Exception {
        try (Listener listener = Listener.open(ListenConfig.of("arena", ListenUrl.parse("ws://127.0.0.1:0")), kept)) {
            HttpClient http = closedByTest(HttpClient.newHttpClient());
            Heard heard = new Heard();
            WebSocket socket = http.newWebSocketBuilder()
                    .buildAsync(URI.create(listener.urls().getFirst() + "/"), heard)
                    .join();
            socket.sendText("hello", true).join();
            heard.closed.get(60, TimeUnit.SECONDS);
            assertThat(heard.messages).singleElement().isEqualTo(
                    new WireMessage.Refused("a WebSocket message is not binary"));
        }
    }

    @Test
    void aWebPageCannotReachALoopbackAddressWithoutToken() throws Exception {
        try (Listener listener = Listener.open(ListenConfig.of("arena", ListenUrl.parse("ws://127.0.0.1:0")), kept);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.urls().getFirst().port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(String.join("\r\n", "GET / HTTP/1.1", "Host: localhost", "Upgrade: websocket",
                            "Connection: Upgrade", "Origin: https://elsewhere.example", "Sec-WebSocket-Version: 13",
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", "")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void aStrangersCertificateIsNotTrusted(@TempDir Path folder) throws Exception {
        TestCertificate.make(folder);
        ListenConfig config = TestCertificate.config(folder, "wss://127.0.0.1:0");
        try (Listener listener = Listener.open(config, kept)) {
            HttpClient http = closedByTest(HttpClient.newHttpClient());
            assertThatThrownBy(() -> http.newWebSocketBuilder()
                    .buildAsync(URI.create(listener.urls().getFirst() + "/"), new Heard()).join())
                    .isInstanceOf(CompletionException.class).rootCause().hasMessageContaining("certification path");
        }
    }
}
