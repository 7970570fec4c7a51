package io.worldreel.recorder.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.wire.WireCodec;
import io.worldreel.format.wire.WireMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
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
        ListenUrl url = ListenUrl.parse((encrypted ? "wss" : "ws") + "://127.0.0.1:0");
        ListenConfig config = ListenConfig.of("arena", url);
        HttpClient.Builder client = HttpClient.newBuilder();
        if (encrypted) {
            client.sslContext(certificate(folder));
            config = config.withCertificate(folder.resolve("chain.pem"), folder.resolve("key.pem"));
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
                    .write(("GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Origin: https://elsewhere.example\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void aStrangersCertificateIsNotTrusted(@TempDir Path folder) throws Exception {
        certificate(folder);
        ListenConfig config = ListenConfig.of("arena", ListenUrl.parse("wss://127.0.0.1:0"))
                .withCertificate(folder.resolve("chain.pem"), folder.resolve("key.pem"));
        try (Listener listener = Listener.open(config, kept)) {
            HttpClient http = closedByTest(HttpClient.newHttpClient());
            assertThatThrownBy(() -> http.newWebSocketBuilder()
                    .buildAsync(URI.create(listener.urls().getFirst() + "/"), new Heard()).join())
                    .isInstanceOf(CompletionException.class).rootCause().hasMessageContaining("certification path");
        }
    }

    /** Makes a certificate for 127.0.0.1 with the JDK's keytool; returns a client that trusts it. */
    private static SSLContext certificate(Path folder) throws Exception {
        Path store = folder.resolve("store.p12");
        char[] password = "password".toCharArray();
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "recorder", "-keyalg", "EC", "-dname", "CN=recorder", "-ext",
                "SAN=IP:127.0.0.1",
                "-keystore", store.toString(), "-storepass", "password", "-storetype", "PKCS12")
                .redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), password);
        Certificate certificate = keys.getCertificate("recorder");
        pem(folder.resolve("chain.pem"), "CERTIFICATE", certificate.getEncoded());
        pem(folder.resolve("key.pem"), "PRIVATE KEY", keys.getKey("recorder", password).getEncoded());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("recorder", certificate);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static void pem(Path file, String what, byte[] bytes) throws IOException {
        Files.writeString(file, "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[]{ '\n' }).encodeToString(bytes) + "\n-----END " + what
                + "-----\n");
    }
}
