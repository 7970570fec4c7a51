package io.worldreel.zstdvfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HttpSourceTest {
    private static final HttpConfig QUICK = HttpConfig.DEFAULT.withBackOff(Duration.ofMillis(1)).withAttempts(3)
            .withStall(Duration.ofMillis(200)).withDeadline(Duration.ofSeconds(2));

    @TempDir
    Path folder;
    private RangeServer server;
    private byte[] content;
    private URI address;

    @BeforeEach
    void start() throws IOException {
        server = new RangeServer();
        content = new byte[300_000];
        new Random(3).nextBytes(content);
        address = server.serve("/file", content);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private byte[] read(ByteSource source, long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        source.read(offset, MemorySegment.ofArray(bytes));
        return bytes;
    }

    private byte[] expected(int offset, int length) {
        return java.util.Arrays.copyOfRange(content, offset, offset + length);
    }

    @Test
    void oneRequestOpensAndKnownSizeNeedsNoSuffixRange() throws IOException {
        try (var source = HttpSource.open(address, QUICK)) {
            assertThat(source.size()).isEqualTo(content.length);
            assertThat(source.stats().requests()).isEqualTo(1);
            assertThat(read(source, content.length - 100, 100)).isEqualTo(expected(content.length - 100, 100));
            assertThat(source.stats().requests()).isEqualTo(1); // the end came with opening
            assertThat(read(source, 5, 1000)).isEqualTo(expected(5, 1000));
        }
        server.requests.clear();
        try (var source = HttpSource.open(address, QUICK.withSize(content.length))) {
            read(source, 0, 10);
            assertThat(server.requests).allSatisfy(r -> assertThat(r.header("Range")).doesNotContain("=-"));
        }
    }

    @Test
    void connectionsAreKept() throws IOException {
        try (var source = HttpSource.open(address, QUICK)) {
            for (int i = 0; i < 20; i++) {
                read(source, i, 10);
            }
        }
        assertThat(server.requests).hasSize(21);
        assertThat(server.connections).hasSizeLessThan(4);
    }

    @Test
    void fileShorterThanTheTailIsReadWhole() throws IOException {
        try (var source = HttpSource.open(server.serve("/small", new byte[]{ 1, 2, 3 }), QUICK)) {
            assertThat(source.size()).isEqualTo(3);
            assertThat(read(source, 1, 2)).containsExactly(2, 3);
        }
    }

    @ParameterizedTest
    @EnumSource(names = { "ERROR_503", "ERROR_500", "DROP_BEFORE", "DROP_WITHIN", "STALL", "SHORT_BODY", "GARBAGE" })
    void passingFaultIsOvercome(RangeServer.Fault fault) throws IOException {
        try (var source = HttpSource.open(address, QUICK)) {
            int before = server.requests.size();
            server.faults(r -> server.requests.size() == before + 1 ? fault : RangeServer.Fault.NONE);
            assertThat(read(source, 1000, 5000)).isEqualTo(expected(1000, 5000));
            assertThat(server.requests.size()).isGreaterThan(before + 1);
        }
    }

    @Test
    void whatCameBeforeABreakIsNotAskedForAgain() throws IOException {
        try (var source = HttpSource.open(address, QUICK)) {
            int before = server.requests.size();
            server.faults(
                    r -> server.requests.size() == before + 1 ? RangeServer.Fault.DROP_WITHIN : RangeServer.Fault.NONE);
            assertThat(read(source, 0, 100_000)).isEqualTo(expected(0, 100_000));
            assertThat(server.requests.getLast().header("Range")).isEqualTo("bytes=50000-99999");
        }
    }

    @ParameterizedTest
    @EnumSource(names = { "DRIP", "STALL", "DROP_BEFORE", "ERROR_503", "GARBAGE" })
    void lastingFaultEndsAtTheDeadlineAtTheLatest(RangeServer.Fault fault) throws IOException {
        try (var source = HttpSource.open(address, QUICK)) {
            server.faults(r -> fault);
            assertThatThrownBy(() -> read(source, 0, 100_000)).isInstanceOf(SourceException.class)
                    .hasMessageContaining("/file").hasMessageContaining("2000 ms");
        }
    }

    @Test
    void serverThatIgnoresRangeIsNamed() throws IOException {
        server.faults(r -> RangeServer.Fault.IGNORE_RANGE);
        assertThatThrownBy(() -> HttpSource.open(address, QUICK)).isInstanceOf(SourceException.class)
                .hasMessageContaining("ignores Range");
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void serverThatCompressesIsNamed() {
        server.faults(r -> RangeServer.Fault.COMPRESS);
        assertThatThrownBy(() -> HttpSource.open(address, QUICK)).isInstanceOf(SourceException.class)
                .hasMessageContaining("Content-Encoding: gzip");
    }

    @ParameterizedTest
    @EnumSource(names = { "WRONG_CONTENT_RANGE", "NO_CONTENT_RANGE" })
    void wrongRangeIsNamed(RangeServer.Fault fault) throws IOException {
        try (var source = HttpSource.open(address, QUICK)) {
            server.faults(r -> fault);
            assertThatThrownBy(() -> read(source, 10, 10)).isInstanceOf(SourceException.class)
                    .hasMessageContaining("Range");
        }
    }

    @ParameterizedTest
    @EnumSource(names = { "OTHER_ETAG", "OTHER_SIZE" })
    void changedFileIsToldAsSuch(RangeServer.Fault fault) throws IOException {
        try (var source = HttpSource.open(address, QUICK)) {
            server.faults(r -> fault);
            assertThatThrownBy(() -> read(source, 10, 10)).isInstanceOf(ChangedFileException.class)
                    .hasMessageContaining("changed");
        }
        assertThatThrownBy(() -> {
            server.faults(r -> RangeServer.Fault.NONE);
            HttpSource.open(address, QUICK.withSize(content.length - 5));
        }).isInstanceOf(ChangedFileException.class);
    }

    @Test
    void fileReplacedUnderAQueryIsNeverCalledMalformed() throws Exception {
        Path one = Databases.packed(Databases.create(folder, 1, 20_000, 4096), 4096);
        Path two = Databases.packed(Databases.create(folder, 2, 20_000, 4096), 4096);
        URI place = server.serve("/db", Files.readAllBytes(one));
        try (Connection connection = ZstdVfs.open(HttpSource.open(place, QUICK), VfsConfig.DEFAULT)) {
            Workload.answer(connection, "select * from item where id = 7");
            server.serve("/db", Files.readAllBytes(two));
            server.etag("\"two\"");
            assertThatThrownBy(() -> Workload.answer(connection, "select sum(length(data)) from item"))
                    .isInstanceOf(SQLException.class).hasMessageContaining("IOERR");
            assertThat(ZstdVfs.lastFailure(connection)).get().isInstanceOf(ChangedFileException.class);
        }
    }

    @Test
    void redirectsAreFollowedWithoutGivingCredentialsAway() throws IOException {
        try (var other = new RangeServer()) {
            other.serve("/far", content);
            server.redirect("/near", "/file");
            server.redirect("/away", other.uri("/far").toString());
            var config = QUICK.withCredentials(new HttpCredentials.Basic("user", "secret"));

            try (var source = HttpSource.open(server.uri("/near"), config)) {
                assertThat(read(source, 1, 2)).isEqualTo(expected(1, 2));
            }
            assertThat(server.requests)
                    .allSatisfy(r -> assertThat(r.header("Authorization")).isEqualTo("Basic dXNlcjpzZWNyZXQ="));
            try (var source = HttpSource.open(server.uri("/away"), config)) {
                assertThat(read(source, 1, 2)).isEqualTo(expected(1, 2));
            }
            assertThat(other.requests).isNotEmpty().allSatisfy(r -> assertThat(r.header("Authorization")).isEmpty());
        }
        server.redirect("/loop", "/loop");
        assertThatThrownBy(() -> HttpSource.open(server.uri("/loop"), QUICK)).hasMessageContaining("redirects");
        server.redirect("/file-scheme", "file:///etc/passwd");
        assertThatThrownBy(() -> HttpSource.open(server.uri("/file-scheme"), QUICK))
                .isInstanceOf(SourceException.class).hasMessageContaining("redirects");
    }

    @Test
    void bearerTokenIsSentAndNeverPrinted() throws IOException {
        var credentials = new HttpCredentials.Bearer("abc.def");
        HttpSource.open(address, QUICK.withCredentials(credentials)).close();
        assertThat(server.requests.getFirst().header("Authorization")).isEqualTo("Bearer abc.def");
        assertThat(QUICK.withCredentials(credentials).toString()).doesNotContain("abc");
        assertThat(new HttpCredentials.Basic("user", "secret").toString()).doesNotContain("secret");
    }

    @Test
    void missingFileIsNamed() {
        assertThatThrownBy(() -> HttpSource.open(server.uri("/none?token=secret"), QUICK))
                .isInstanceOf(SourceException.class).hasMessageContaining("404").hasMessageContaining("/none")
                .hasMessageNotContaining("secret");
    }

    @Test
    void interruptDoesNotBreakTheRead() throws IOException {
        try (var source = HttpSource.open(address, QUICK)) {
            Thread.currentThread().interrupt();
            assertThat(read(source, 10, 10)).isEqualTo(expected(10, 10));
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void lookupInASmallFileNeedsTwoRoundTrips() throws Exception {
        Path packed = Databases.packed(Databases.create(folder, 4, 40_000, 4096), 32768);
        URI place = server.serve("/db", Files.readAllBytes(packed));
        server.requests.clear();
        try (Connection connection = ZstdVfs.open(HttpSource.open(place, QUICK), VfsConfig.DEFAULT)) {
            assertThat(Workload.answer(connection, "select id from item where id = 23456")).isEqualTo("[23456]\n");
        }
        assertThat(server.requests).hasSizeLessThanOrEqualTo(2);
    }
}
