package io.worldreel.zstdvfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 over TLS, from a web server that others use, too. */
class Http2ReadingTest extends ReadingContract {
    @TempDir
    static Path home;
    private static Path served;
    private static Nginx server;
    private static HttpClient client;

    @BeforeAll
    static void startServer() throws Exception {
        served = Files.createDirectory(home.resolve("served"));
        server = new Nginx(home, served);
        client = server.client();
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (server != null) {
            client.close();
            server.close();
        }
    }

    private static HttpSource open(String name) throws Exception {
        return HttpSource.open(server.uri(name), HttpConfig.DEFAULT, client);
    }

    @Override
    ByteSource source(Path packed) throws Exception {
        String name = packed.getFileName().toString();
        Path temporary = Files.createTempFile(served, "new", ".zst");
        Files.copy(packed, temporary, StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(temporary, Files.getLastModifiedTime(packed));
        Files.move(temporary, served.resolve(name), StandardCopyOption.ATOMIC_MOVE); // others read it now
        return open(name);
    }

    @Test
    void manyReadsShareOneConnectionOfHttp2() throws Exception {
        byte[] content = new byte[1 << 20];
        new java.util.Random(8).nextBytes(content);
        Files.write(served.resolve("shared"), content);
        int before = server.log().length();
        try (var source = open("shared"); var threads = Executors.newFixedThreadPool(4)) {
            List<Future<byte[]>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                int at = i * 1000;
                all.add(threads.submit(() -> {
                    byte[] bytes = new byte[1000];
                    source.read(at, MemorySegment.ofArray(bytes));
                    return bytes;
                }));
            }
            for (int i = 0; i < all.size(); i++) {
                assertThat(all.get(i).get())
                        .isEqualTo(java.util.Arrays.copyOfRange(content, i * 1000, i * 1000 + 1000));
            }
        }
        List<String> requests = server.log().substring(before).lines().toList();
        assertThat(requests).hasSize(41).allSatisfy(line -> assertThat(line).matches("HTTP/2.0 TLSv1.[23] 206 \\d+"));
        assertThat(requests.stream().map(line -> line.substring(line.lastIndexOf(' '))).distinct()).hasSize(1);
    }

    @Test
    void fileReplacedOnTheServerIsToldAsSuch() throws Exception {
        Files.write(served.resolve("replaced"), new byte[200_000]);
        try (var source = open("replaced")) {
            Path other = Files.write(served.resolve("other"), new byte[200_001]);
            Files.move(other, served.resolve("replaced"), StandardCopyOption.REPLACE_EXISTING);
            assertThatThrownBy(() -> source.read(0, MemorySegment.ofArray(new byte[100])))
                    .isInstanceOf(ChangedFileException.class).hasMessageContaining("/replaced");
        }
    }

    @Test
    void certificateThatNobodyVouchesForIsRefused() throws Exception {
        Files.write(served.resolve("secret"), new byte[100]);
        var config = HttpConfig.DEFAULT.withAttempts(2).withBackOff(Duration.ofMillis(1));
        assertThatThrownBy(() -> HttpSource.open(server.uri("secret"), config)).isInstanceOf(SourceException.class)
                .hasMessageContaining("/secret").hasMessageContaining("certificat");
    }
}
