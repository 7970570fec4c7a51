package io.worldreel.publisher.torrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.ByteString;
import io.worldreel.format.CorruptException;
import io.worldreel.format.path.RelativePath;
import io.worldreel.publisher.SeededDamage;
import io.worldreel.publisher.bencode.BencodeLimits;
import io.worldreel.publisher.bencode.BencodeReader;
import io.worldreel.publisher.bencode.BencodeValue;
import io.worldreel.publisher.bencode.BencodeValue.Dictionary;
import io.worldreel.publisher.bencode.BencodeValue.Items;
import io.worldreel.publisher.bencode.BencodeWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetainfoTest {
    private static final FileHashes HASHES = FileHashes.of(SampleFiles.bytes(300_000, 1), SampleFiles.PIECE);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(TorrentVersion.class)
    void readsBackTheTorrentOfAFolder(TorrentVersion version) throws IOException {
        var torrent = SampleFiles.folder(folder, "world", SampleFiles.SPEC.withVersion(version));
        var read = Metainfo.read("test", torrent.bytes());
        assertThat(read.version()).isEqualTo(version);
        assertThat(read.files()).isEqualTo(torrent.files());
        assertThat(read.files()).extracting(file -> file.path().toString()).containsExactly("world/a/b/exact.bin",
                "world/a/long.bin", "world/a.b/almost.bin", "world/empty", "world/z.bin", "world/мир.bin");
        assertThat(read.infohashV1()).isEqualTo(torrent.infohashV1());
        assertThat(read.infohashV2()).isEqualTo(torrent.infohashV2());
        assertThat(read.bytes()).isEqualTo(torrent.bytes());
    }

    @Test
    void theInfohashDependsOnTheFileAlone() {
        var name = RelativePath.parse("arena.sqlite.zst");
        var plain = TorrentBuilder.ofFile(name, HASHES, SampleFiles.SPEC);
        var seeded = TorrentBuilder.ofFile(name, HASHES, SampleFiles.SPEC
                .withTrackers(List.of(URI.create("udp://t.example:1/a"), URI.create("ws://t.example:2")))
                .withWebSeeds(List.of(URI.create("https://mirror.example/chunks/"))));
        assertThat(seeded.infohashV1()).isEqualTo(plain.infohashV1());
        assertThat(seeded.infohashV2()).isEqualTo(plain.infohashV2());
        assertThat(seeded.webSeeds()).containsExactly("https://mirror.example/chunks/");
        assertThat(new String(seeded.bytes(), StandardCharsets.ISO_8859_1))
                .startsWith("d8:announce19:udp://t.example:1/a")
                .contains("13:announce-listll19:udp://t.example:1/ael16:ws://t.example:2ee4:infod");
    }

    @ParameterizedTest
    @ValueSource(strings = { "..", ".", "", "/etc/passwd", "a/../../b", "..\\b", "C:evil", "NUL", "com1.txt",
            "a\u0000b",
            "a\u202egnp.exe", "trailing.", "x" })
    void noNameLeadsOutOfTheFolder(String name) {
        var evil = name.equals("x") ? "x".repeat(300) : name;
        var v1File = edit(torrent(TorrentVersion.V1), info -> info.with("name", evil));
        refused(v1File, "path part");
        var v1Folder = edit(folderOfOne(TorrentVersion.V1), info -> info.with("files", new Items(List.of(
                Dictionary.EMPTY.with("length", 300_000).with("path", new Items(List.of(BencodeValue.of(evil))))))));
        refused(v1Folder, "path part");
        if (evil.isEmpty()) {
            return; // in a file tree the empty name means the file itself
        }
        var v2 = edit(folderOfOne(TorrentVersion.V2), info -> info.with("file tree",
                Dictionary.EMPTY.with(evil, info.dictionary("file tree").orElseThrow().get("f").orElseThrow())));
        refused(v2, "path part");
    }

    @Test
    void noSymbolicLinksAreLaid() {
        var link = Dictionary.EMPTY.with("length", 300_000).with("attr", "l")
                .with("path", new Items(List.of(BencodeValue.of("link"))))
                .with("symlink path", new Items(List.of(BencodeValue.of(".."), BencodeValue.of("etc"))));
        refused(edit(folderOfOne(TorrentVersion.V1), info -> info.with("files", new Items(List.of(link)))),
                "symbolic link");
    }

    @Test
    void noTwoFilesMeet() {
        refused(edit(folderOfOne(TorrentVersion.V1), info -> info.with("files", list("A.txt", "a.TXT"))
                .with("length of both", 0)), "two files");
        refused(edit(folderOfOne(TorrentVersion.V1), info -> info.with("files", list("a", "A/b"))),
                "file and a folder");
    }

    @Test
    void tenThousandFilesAreTooMany() {
        var names = new ArrayList<BencodeValue>();
        var tree = new java.util.TreeMap<ByteString, BencodeValue>();
        for (int i = 0; i < 10_000; i++) {
            names.add(Dictionary.EMPTY.with("length", 0).with("path", new Items(List.of(BencodeValue.of("f" + i)))));
            tree.put(ByteString.utf8("f" + i), Dictionary.EMPTY.with("", Dictionary.EMPTY.with("length", 0)));
        }
        refused(edit(folderOfOne(TorrentVersion.V1), info -> info.with("files", new Items(names))
                .with("pieces", "")), "more than 8192 files");
        refused(edit(folderOfOne(TorrentVersion.V2), info -> info.with("file tree", new Dictionary(tree))),
                "more than 8192 files");
    }

    @Test
    void everyPieceHasItsHash() {
        for (var version : TorrentVersion.values()) {
            refused(edit(torrent(version), info -> info.with("piece length", SampleFiles.PIECE * 2L)), "");
            refused(edit(torrent(version), info -> info.with("piece length", 1L << 40)), "16 KiB to 64 MiB");
            refused(edit(torrent(version), info -> info.with("piece length", 0)), "16 KiB to 64 MiB");
        }
        refused(edit(torrent(TorrentVersion.V1), info -> info.with("length", 400_000)), "make 7 pieces");
        refused(edit(torrent(TorrentVersion.V1), info -> info.with("length", -1)), "length of -1");
        refused(edit(torrent(TorrentVersion.V1), info -> info.with("length", Long.MAX_VALUE)), "length of");
        refused(edit(torrent(TorrentVersion.V2), info -> info.with("piece length", SampleFiles.PIECE + 16384L)),
                "no power of two");
    }

    @Test
    void theMerkleLayersBelongToTheirRoots() {
        var torrent = parsed(torrent(TorrentVersion.V2));
        byte[] layer = HASHES.layer().toArray();
        layer[40] ^= 1;
        refused(torrent.with("piece layers",
                Dictionary.EMPTY.with(HASHES.root(), BencodeValue.of(ByteString.of(layer)))),
                "do not make its Merkle root");
        refused(torrent.with("piece layers", Dictionary.EMPTY), "lacks the hashes");
        refused(torrent.with("piece layers", torrent.dictionary("piece layers").orElseThrow()
                .with(ByteString.of(new byte[32]), BencodeValue.of("x"))), "belong to no file");
    }

    @Test
    void theTwoDescriptionsOfAHybridAgree() {
        refused(edit(torrent(TorrentVersion.HYBRID), info -> info.with("length", 300_001)), "different files");
        refused(edit(folderOfOne(TorrentVersion.HYBRID), info -> info.with("files", list("other"))), "different files");
    }

    @Test
    void aNewerMetaVersionIsNotGuessedAt() {
        refused(edit(torrent(TorrentVersion.V2), info -> info.with("meta version", 3)), "only 2 is known");
    }

    @Test
    void hugeBencodeEndsEarly() {
        byte[] deep = ("d4:infod9:file tree" + "d1:a".repeat(100_000)).getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> Metainfo.read("deep", deep)).isInstanceOf(CorruptException.class);
        byte[] wide = ("d4:infod5:filesl" + "de".repeat(1_000_000)).getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> Metainfo.read("wide", wide)).hasMessageContaining("more than 400000 values");
        byte[] large = new byte[BencodeLimits.METAINFO.bytes() + 1];
        assertThatThrownBy(() -> Metainfo.read("large", large)).hasMessageContaining("at most");
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.worldreel.publisher.SeededDamage#thousandSeeds")
    void hostileTorrentsAreSafeOrRefused(long seed) {
        var version = seed % 3 == 0 ? TorrentVersion.V1 : seed % 3 == 1 ? TorrentVersion.V2 : TorrentVersion.HYBRID;
        byte[] valid = seed % 2 == 0 ? torrent(version).bytes() : folderOfOne(version).bytes();
        byte[] hostile = SeededDamage.damage(valid, seed);
        try {
            var torrent = Metainfo.read("hostile", hostile);
            assertThat(torrent.bytes()).isEqualTo(hostile);
            assertThat(torrent.files()).isNotEmpty();
        } catch (CorruptException refused) {
            assertThat(refused.getMessage()).startsWith("hostile: ").hasSizeLessThan(400);
        }
    }

    private static Metainfo torrent(TorrentVersion version) {
        return TorrentBuilder.ofFile(RelativePath.parse("f"), HASHES, SampleFiles.SPEC.withVersion(version));
    }

    private static Metainfo folderOfOne(TorrentVersion version) {
        var files = TorrentBuilder.inTreeOrder();
        files.put(RelativePath.parse("f"), HASHES);
        return TorrentBuilder.ofFolder("world", files, SampleFiles.SPEC.withVersion(version));
    }

    /** Files that make 300,000 bytes together. */
    private static BencodeValue list(String... paths) {
        List<BencodeValue> files = new ArrayList<>();
        for (String path : paths) {
            var parts = java.util.Arrays.stream(path.split("/", -1)).map(BencodeValue::of).toList();
            files.add(Dictionary.EMPTY.with("length", 300_000 / paths.length).with("path", new Items(parts)));
        }
        return new Items(files);
    }

    private static Dictionary parsed(Metainfo torrent) {
        return BencodeReader.readDictionary("test", torrent.bytes(), BencodeLimits.METAINFO);
    }

    private static Dictionary edit(Metainfo torrent, java.util.function.UnaryOperator<Dictionary> change) {
        var whole = parsed(torrent);
        return whole.with("info", change.apply(whole.dictionary("info").orElseThrow()));
    }

    private static void refused(Dictionary torrent, String problem) {
        assertThatThrownBy(() -> Metainfo.read("evil.torrent", BencodeWriter.write(torrent)))
                .isInstanceOf(CorruptException.class).hasMessageContaining("evil.torrent: ")
                .hasMessageContaining(problem);
    }
}
