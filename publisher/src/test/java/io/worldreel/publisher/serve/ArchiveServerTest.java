package io.worldreel.publisher.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.archive.Catalog;
import io.worldreel.publisher.mirror.ArchiveOfChunks;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveServerTest {
    private static final int SIZE = 300_000;
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @TempDir
    Path folder;
    private final List<String> problems = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private Path archive = Path.of("");
    private String chunk = "";
    private byte[] bytes = new byte[0];
    private ArchiveFiles files;
    private ArchiveServer server;

    @BeforeEach
    void serve() throws IOException {
        archive = folder.resolve("arena");
        var written = new ArchiveOfChunks(archive).seal(2, SIZE);
        chunk = written.chunks().getFirst().chunk();
        bytes = Files.readAllBytes(archive.resolve("chunks").resolve(chunk));
        files = FolderFiles.open(archive);
        server = open(ServeConfig.at(ANY_PORT));
    }

    private ArchiveServer open(ServeConfig config) throws IOException {
        return ArchiveServer.open(config, files, new Random(1), problems::add);
    }

    private void restart(ServeConfig config) throws IOException {
        server.close();
        server = open(config);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        files.close();
    }

    private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + server.address().getPort() + "/" + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    /** What comes back for bytes that no client would send. */
    private String raw(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void servesChunksWholeAndByRangeToAnyWebPage() throws Exception {
        var whole = get("chunks/" + chunk);
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo(bytes);
        assertThat(whole.headers().map()).containsEntry("access-control-allow-origin", List.of("*"))
                .containsEntry("accept-ranges", List.of("bytes"))
                .containsEntry("cache-control", List.of("public, max-age=31536000, immutable"));
        assertThat(whole.headers().firstValue("access-control-expose-headers").orElseThrow()).contains("Content-Range",
                "Content-Length", "ETag");

        var part = get("chunks/" + chunk, "Range", "bytes=1000-200999");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.headers().firstValue("content-range")).hasValue("bytes 1000-200999/" + SIZE);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(bytes, 1000, 201_000));
        assertThat(get("chunks/" + chunk, "Range", "bytes=-7").body())
                .isEqualTo(Arrays.copyOfRange(bytes, SIZE - 7, SIZE));
        var behind = get("chunks/" + chunk, "Range", "bytes=" + SIZE + "-");
        assertThat(behind.statusCode()).isEqualTo(416);
        assertThat(behind.headers().firstValue("content-range")).hasValue("bytes */" + SIZE);

        String tag = whole.headers().firstValue("etag").orElseThrow();
        assertThat(get("chunks/" + chunk, "If-None-Match", tag).statusCode()).isEqualTo(304);
        assertThat(get("chunks/" + chunk, "Range", "bytes=0-9", "If-Range", "\"other\"").body()).hasSize(SIZE);
    }

    @Test
    void headAndPreflightSayTheSameWithoutABody() throws Exception {
        var uri = URI.create("http://localhost:" + server.address().getPort() + "/chunks/" + chunk);
        var head = http.send(HttpRequest.newBuilder(uri).HEAD().build(), BodyHandlers.ofByteArray());
        assertThat(head.headers().firstValue("content-length")).hasValue(Integer.toString(SIZE));
        var asked = http.send(HttpRequest.newBuilder(uri).method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", "https://example.org").build(), BodyHandlers.ofByteArray());
        assertThat(asked.statusCode()).isEqualTo(204);
        assertThat(asked.headers().firstValue("access-control-allow-headers").orElseThrow()).contains("Range");
    }

    @Test
    void theIndexListsTheChunks() throws Exception {
        String page = new String(get("").body(), StandardCharsets.UTF_8);
        assertThat(page).contains("<h1>arena</h1>", "2 chunks", "href=\"chunks/" + chunk + "\"", "catalog.sqlite");
    }

    @Test
    void theCatalogIsAsOfOneMomentAndChanges() throws Exception {
        byte[] before = get("catalog.sqlite").body();
        assertThat(Catalog.read("served", before)).hasSize(2);
        new ArchiveOfChunks(archive).seal(1, 5000);
        assertThat(Catalog.read("served", get("catalog.sqlite").body())).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = { "recording/eu-1/head", "arena.key", ".publishing.lock", "chunks/", "chunks", "catalog",
            "catalog.sqlite-journal", "../secret", "%2e%2e/secret", "chunks/../../secret", "chunks/..%2f..%2fsecret",
            "chunks/%2e%2e%5csecret.sqlite.zst", "chunks/link.sqlite.zst", "heads/../arena.key", "chunks//etc/passwd",
            "chunks/x%00.sqlite.zst", ".following/item", "torrents/../arena.key", "head.json/", "//etc/passwd" })
    void nothingElseIsServed(String path) throws Exception {
        Files.writeString(archive.resolve("arena.key"), "secret");
        Files.writeString(folder.resolve("secret"), "secret");
        Files.createDirectories(archive.resolve("recording/eu-1"));
        Files.writeString(archive.resolve("recording/eu-1/head"), "secret");
        Files.writeString(archive.resolve(".publishing.lock"), "secret");
        Files.createSymbolicLink(archive.resolve("chunks/link.sqlite.zst"), folder.resolve("secret"));

        String answer = raw("GET /" + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 404").doesNotContain("secret\n").doesNotContain("root:");
    }

    @Test
    void nothingCanBeWritten() throws Exception {
        for (String method : List.of("PUT", "POST", "DELETE", "PATCH", "MKCOL")) {
            assertThat(
                    raw(method + " /head.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx"))
                    .startsWith("HTTP/1.1 405");
        }
        assertThat(archive.resolve("head.json")).doesNotExist();
        assertThat(raw("POST / HTTP/1.1\r\nConnection: close\r\nContent-Length: 999999999\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
    }

    @Test
    void whatIsNoRequestIsAnsweredSoAndTheNextClientIsServed() throws Exception {
        assertThat(raw("nonsense\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(raw("GET /" + "a".repeat(10_000) + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(raw("GET / HTTP/1.1\r\nX: " + "a".repeat(40_000) + "\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(raw("GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(get("chunks/" + chunk).body()).isEqualTo(bytes);
    }

    @Test
    void requestsThatComeAtOnceAreAnsweredInTheirOrder() throws Exception {
        String one = "GET /chunks/" + chunk + " HTTP/1.1\r\nHost: x\r\nRange: bytes=%d-%d\r\n\r\n";
        String answers = raw(one.formatted(0, 0) + one.formatted(1, 1) + one.formatted(2, 2)
                + "GET /none HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answers).containsSubsequence("bytes 0-0/", "bytes 1-1/", "bytes 2-2/", "404");
    }

    @Test
    void whoTakesNothingIsHungUpOnAndHarmsNobody() throws Exception {
        restart(ServeConfig.at(ANY_PORT).withPatience(Duration.ofMillis(300)).withConnections(8, 4));
        try (var silent = connect(); var dripping = connect(); var deaf = connect()) {
            dripping.getOutputStream().write("GET / HT".getBytes(StandardCharsets.US_ASCII));
            deaf.getOutputStream().write(("GET /chunks/" + chunk + " HTTP/1.1\r\nHost: x\r\n\r\n").repeat(200)
                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(get("chunks/" + chunk).body()).isEqualTo(bytes);
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            assertThat(dripping.getInputStream().read()).isEqualTo(-1);
            Thread.sleep(1000);
            assertThat(readToTheEnd(deaf.getInputStream())).isLessThan(200L * SIZE);
        }
    }

    private static long readToTheEnd(InputStream in) {
        long all = 0;
        byte[] block = new byte[1 << 16];
        try {
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                all += read;
            }
        } catch (IOException reset) {
            return all; // hung up on in the middle
        }
        return all;
    }

    @Test
    void oneMachineTakesOnlySoManyConnections() throws Exception {
        restart(ServeConfig.at(ANY_PORT).withConnections(100, 3));
        var one = connect();
        try (var two = connect(); var three = connect(); var four = connect()) {
            assertThat(four.getInputStream().read()).isEqualTo(-1);
            one.close();
            for (int tries = 0; tries < 500; tries++) {
                try (var again = connect()) {
                    again.getOutputStream().write("GET / HTTP/1.1\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
                    if (again.getInputStream().read() == 'H') {
                        return;
                    }
                } catch (IOException notYet) {
                    Thread.sleep(10);
                }
            }
            throw new AssertionError("no place became free; " + two + three);
        }
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    @Test
    void aPortThatIsTakenIsSaid() {
        assertThatThrownBy(
                () -> ArchiveServer.open(ServeConfig.at(server.address()), files, new Random(1), problems::add))
                .isInstanceOf(IOException.class).hasMessageContaining("is another program there?");
    }
}
