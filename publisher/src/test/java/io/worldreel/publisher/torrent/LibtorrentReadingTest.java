package io.worldreel.publisher.torrent;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.ByteString;
import io.worldreel.publisher.Tools;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.libtorrent4j.TorrentInfo;

/** What libtorrent makes of our torrents. It only parses here: no session, no disk, no network. */
class LibtorrentReadingTest {
    @TempDir
    static Path library;

    @TempDir
    Path folder;

    @BeforeAll
    static void loadLibrary() throws IOException {
        boolean linux = System.getProperty("os.name").equals("Linux") && System.getProperty("os.arch").equals("amd64");
        Tools.unless(linux, "libtorrent4j has a native library for Linux on x86_64 only");
        Path file = library.resolve("libtorrent4j.so");
        try (InputStream in = LibtorrentReadingTest.class.getResourceAsStream("/lib/x86_64/libtorrent4j.so")) {
            Files.copy(Objects.requireNonNull(in), file);
        }
        System.setProperty("libtorrent4j.jni.path", file.toString());
    }

    @ParameterizedTest(name = "{0}, {1} bytes")
    @CsvSource({ "V1, 300000", "V2, 300000", "HYBRID, 300000", "HYBRID, 1", "HYBRID, 16384", "V2, 16385",
            "HYBRID, 65536",
            "V2, 65537", "HYBRID, 1048576", "V2, 10000000" })
    void readsTheTorrentOfAChunk(TorrentVersion version, int size) throws IOException {
        var torrent = SampleFiles.file(folder, "arena_eu-1_0.sqlite.zst", size, SampleFiles.SPEC.withVersion(version)
                .withTrackers(List.of(URI.create("ws://127.0.0.1:9/announce")))
                .withWebSeeds(List.of(URI.create("http://127.0.0.1:9/chunks/"))));
        var info = agrees(torrent);
        assertThat(info.trackers()).hasSize(1);
        assertThat(info.webSeeds()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(TorrentVersion.class)
    void readsTheTorrentOfAFolder(TorrentVersion version) throws IOException {
        agrees(SampleFiles.folder(folder, "world", SampleFiles.SPEC.withVersion(version)));
    }

    private static TorrentInfo agrees(Metainfo torrent) {
        var info = TorrentInfo.bdecode(torrent.bytes());
        assertThat(info.isValid()).isTrue();
        assertThat(info.name()).isEqualTo(torrent.name());
        assertThat(info.pieceLength()).isEqualTo(torrent.pieceLength());
        assertThat(info.hasV1()).isEqualTo(torrent.version().hasV1());
        assertThat(info.hasV2()).isEqualTo(torrent.version().hasV2());
        torrent.infohashV1()
                .ifPresent(hash -> assertThat(info.infoHashes().getV1().toHex()).isEqualTo(hash.hex()));
        torrent.infohashV2()
                .ifPresent(hash -> assertThat(info.infoHashes().swig().getV2().to_hex()).isEqualTo(hash.hex()));
        List<String> files = new ArrayList<>();
        for (int i = 0; i < info.numFiles(); i++) {
            if (!info.files().padFileAt(i)) {
                files.add(info.files().filePath(i) + " " + info.files().fileSize(i));
            }
        }
        assertThat(files).isEqualTo(
                torrent.files().stream().map(file -> file.path() + " " + file.length()).toList());
        assertPiecesAreWhereLibtorrentSeesThem(torrent, info);
        return info;
    }

    private static void assertPiecesAreWhereLibtorrentSeesThem(Metainfo torrent, TorrentInfo info) {
        long pieces = torrent.files().stream()
                .mapToLong(file -> (file.length() + torrent.pieceLength() - 1) / torrent.pieceLength()).sum();
        assertThat(info.numPieces()).isEqualTo((int) pieces);
        if (torrent.version() == TorrentVersion.V1 && torrent.files().size() == 1) {
            byte[] bytes = SampleFiles.bytes((int) torrent.totalLength(), torrent.totalLength());
            for (int i = 0; i < info.numPieces(); i++) {
                byte[] piece = Arrays.copyOfRange(bytes, i * torrent.pieceLength(),
                        Math.min(bytes.length, (i + 1) * torrent.pieceLength()));
                assertThat(info.hashForPiece(i).toHex()).isEqualTo(ByteString.of(Digests.sha1().digest(piece)).hex());
            }
        }
    }
}
