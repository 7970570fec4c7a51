package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.fixtures.Archives;
import io.worldreel.fixtures.MixedWorld;
import io.worldreel.fixtures.Nginx;
import io.worldreel.fixtures.WebFolder;
import io.worldreel.recorder.IngestConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An archive published for static hosts: what it says, and what becomes of hosts that cannot be trusted. */
class PublicationTest {
    private static final IngestConfig SHORT = IngestConfig.DEFAULT.withSegmentTime(Duration.ofSeconds(10));

    @TempDir
    static Path shared;
    private static Path archive = Path.of("");
    private static Path keyFile = Path.of("");
    private static String key = "";

    @TempDir
    Path folder;
    private Path mirror = Path.of("");

    @BeforeAll
    static void record() {
        archive = shared.resolve("arena");
        Archives.write(archive, "arena", "eu-1", world(900), SHORT);
        keyFile = shared.resolve("arena.key");
        key = Command.run("keygen", keyFile).succeeds().lines().getFirst().replaceFirst("key +", "");
    }

    private static MixedWorld world(int ticks) {
        return new MixedWorld(6, 20, ticks, 100, 1_767_225_600_000_000_000L);
    }

    @BeforeEach
    void publish() {
        mirror = folder.resolve("mirror");
        Command.run("publish", archive, "--key", keyFile, "--to", mirror, "--once").succeeds();
    }

    private String[] trusting(String verb, Object place, String... arguments) {
        List<String> words = new ArrayList<>(List.of(verb, place.toString()));
        words.addAll(Arrays.asList(arguments));
        words.addAll(List.of("--trust", key));
        return words.toArray(String[]::new);
    }

    @Test
    void aKeyIsForItsOwnerAndIsNeverReplaced() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile))).isEqualTo("rw-------");
        assertThat(Files.size(keyFile)).isEqualTo(32);
        assertThat(key).matches("[0-9a-f]{64}");
        Command.run("keygen", keyFile).failsSaying(ExitCode.FAILED, "never overwritten");
        Command.run("keygen", folder.resolve("b.key"), "--passphrase").failsSaying(ExitCode.FAILED,
                Passphrase.VARIABLE);
        assertThat(folder.resolve("b.key")).doesNotExist();
    }

    @Test
    void publishPrintsTheLinkFirstAndPublishesOnlyWhatIsNew() throws IOException {
        var seed = "https://example.org/arena";
        var first = Command.run("publish", archive, "--key", keyFile, "--to", folder.resolve("b"), "--once", "--salt",
                "b", "--web-seed", seed, "--tracker", "udp://tracker.example.org:6969").succeeds().lines();
        assertThat(first.getFirst()).isEqualTo("magnet:?xs=urn:btpk:" + key
                + "&s=62&tr=udp%3A%2F%2Ftracker.example.org%3A6969&ws=https%3A%2F%2Fexample.org%2Farena%2F");
        try (Stream<Path> torrents = Files.list(folder.resolve("b/torrents"))) {
            assertThat(torrents).hasSize(2).allSatisfy(torrent -> assertThat(Files.readString(torrent,
                    java.nio.charset.StandardCharsets.ISO_8859_1)).contains("8:url-listl33:" + seed + "/chunks/e"));
        }
        var again = Command.run("--json", "publish", archive, "--key", keyFile, "--to", mirror, "--once").succeeds();
        assertThat(again.lines().get(1)).contains("\"seq\":1", "\"chunks\":2", "\"published\":[]");
    }

    @ParameterizedTest
    @ValueSource(strings = { "ls", "info --json", "at end --json", "at +12.5s --json", "frames --json", "events --json",
            "track 2 position --csv", "verify --json" })
    void everyVerbSaysThroughNginxWhatItSaysOfTheFolder(String words) throws Exception {
        if (!Nginx.isInstalled()) {
            SharedData.missing("nginx is not on the PATH: install it to run this test");
        }
        String[] all = words.split(" ", -1);
        String[] rest = Arrays.copyOfRange(all, 1, all.length);
        List<String> plain = new ArrayList<>(List.of(all[0], archive.toString()));
        plain.addAll(Arrays.asList(rest));
        var expected = Command.run(plain.toArray());
        try (var nginx = new Nginx(folder.resolve("nginx"), folder)) {
            assertThat(Command.run((Object[]) trusting(all[0], nginx.uri("mirror"), rest))).isEqualTo(expected);
        }
        assertThat(Command.run((Object[]) trusting(all[0], mirror, rest))).isEqualTo(expected);
    }

    @Test
    void sqlReadsItByAnAddressThatNamesTheKey() throws IOException {
        try (var server = new WebFolder(mirror)) {
            String word = server.uri() + "#btpk=" + key;
            assertThat(Command.run("sql", word, "select count(*) from frames", "--csv").succeeds().out())
                    .isEqualTo("count(*)\n900\n");
            Command.run("at", word, "end", "--trust", key).failsSaying(ExitCode.WRONG_USAGE, "one too many");
        }
    }

    @Test
    void whatWasReadOnceIsNotFetchedAgainByTheNextRun() throws IOException {
        Path cache = folder.resolve("cache");
        try (var server = new WebFolder(mirror)) {
            Object[] words = { "at", "magnet:?xs=urn:btpk:" + key + "&ws=" + server.uri(), "+12.5s", "--json",
                    "--cache",
                    cache };
            var first = Command.run(words).succeeds();
            assertThat(server.requests()).anyMatch(request -> request.path().endsWith(".zst"));
            server.forget();
            assertThat(Command.run(words)).isEqualTo(first);
            assertThat(server.requests()).noneMatch(request -> request.path().contains("chunks/"));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache))).isEqualTo("rwx------");
            Command.run("at", server.uri() + "#btpk=" + key, "end", "--cache-bytes", "10kb")
                    .failsSaying(ExitCode.WRONG_USAGE, "too small");
        }
    }

    @Test
    void nothingIsBelievedOfAnotherKey() {
        String other = Command.run("keygen", folder.resolve("other.key")).succeeds().lines().getFirst()
                .replaceFirst("key +", "");
        Command.run("at", mirror, "end", "--trust", other).failsSaying(ExitCode.FAILED, key, other, "never passed");
        Command.run("at", mirror, "end", "--trust", "abc").failsSaying(ExitCode.WRONG_USAGE, "64 hexadecimal digits");
        Command.run("publish", archive, "--key", folder.resolve("other.key"), "--to", mirror, "--once")
                .failsSaying(ExitCode.FAILED, "already");
    }

    @Test
    void aHostThatChangesAByteIsFoundOutWhereverItDoes() throws IOException {
        var random = new Random(7);
        List<Path> files;
        try (Stream<Path> all = Files.walk(mirror)) {
            files = all.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*(head\\.json|catalog.*|zst)")).toList();
        }
        assertThat(files).hasSize(1 + 1 + 2);
        for (Path file : files) {
            byte[] good = Files.readAllBytes(file);
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, bad);
            var report = Command.run((Object[]) trusting("verify", mirror));
            assertThat(report.code()).as(file.toString()).isIn(ExitCode.FAILED, ExitCode.DONE_WITH_LOSS);
            assertThat(report.out() + report.err()).contains(file.toString().endsWith("zst")
                    ? file.getFileName().toString()
                    : mirror.relativize(file).toString());
            Files.write(file, good);
        }
        assertThat(Command.run((Object[]) trusting("verify", mirror)).out()).contains("2 of 2 chunks ok");
    }

    @Test
    void ofSeveralMirrorsTheNewestHeadCountsAndTheNextServesWhatOneSpoils() throws IOException {
        Path grown = folder.resolve("grown");
        Archives.copy(archive, grown);
        Path lagging = folder.resolve("lagging");
        copy(mirror, lagging);
        Archives.write(grown, "arena", "eu-2", world(100), SHORT);
        Command.run("publish", grown, "--key", keyFile, "--to", mirror, "--once").succeeds();
        Path spoiled = folder.resolve("spoiled");
        copy(mirror, spoiled);
        try (Stream<Path> chunks = Files.list(spoiled.resolve("chunks"))) {
            for (Path chunk : chunks.toList()) {
                byte[] bytes = Files.readAllBytes(chunk);
                Arrays.fill(bytes, bytes.length / 2, bytes.length, (byte) 7);
                Files.write(chunk, bytes);
            }
        }
        try (var first = new WebFolder(lagging);
                var second = new WebFolder(spoiled);
                var third = new WebFolder(mirror)) {
            String magnet = "magnet:?xs=urn:btpk:" + key;
            String all = magnet + "&ws=" + first.uri() + "&ws=" + second.uri() + "&ws=" + third.uri();
            assertThat(Command.run("at", all, "end", "--json").succeeds())
                    .isEqualTo(Command.run("at", grown, "end", "--json"));
            String bad = magnet + "&ws=" + first.uri() + "&ws=" + second.uri();
            Command.run("at", bad, "end", "--json", "--cache-bytes", "0").failsSaying(ExitCode.FAILED, "Merkle root");
        }
    }

    @Test
    void aForkIsSaid() throws IOException {
        Path left = folder.resolve("left");
        Path right = folder.resolve("right");
        Archives.copy(archive, left);
        Archives.copy(archive, right);
        Archives.write(left, "arena", "eu-2", world(100), SHORT);
        Archives.write(right, "arena", "eu-3", world(100), SHORT);
        Path other = folder.resolve("other");
        copy(mirror, other);
        Command.run("publish", left, "--key", keyFile, "--to", mirror, "--once").succeeds();
        Command.run("publish", right, "--key", keyFile, "--to", other, "--once").succeeds();
        try (var one = new WebFolder(mirror); var two = new WebFolder(other)) {
            Command.run("ls", "magnet:?xs=urn:btpk:" + key + "&ws=" + one.uri() + "&ws=" + two.uri())
                    .failsSaying(ExitCode.FAILED, "two different heads 2");
        }
    }

    @Test
    void itPublishesWhatIsSealedUntilItIsToldToStop() throws Exception {
        Path grown = folder.resolve("grown");
        Archives.copy(archive, grown);
        try (var publisher = VerbProcess.start("publish", grown, "--key", keyFile, "--to", mirror)) {
            assertThat(publisher.awaitPrinted("magnet:")).isEqualTo("magnet:?xs=urn:btpk:" + key);
            publisher.awaitPrinted("head 1: 2 chunks, 0 of them new");
            Archives.write(grown, "arena", "eu-2", world(100), SHORT);
            publisher.awaitPrinted("head 2: 3 chunks, 1 of them new");
            assertThat(Command.run((Object[]) trusting("ls", mirror)).succeeds().lines())
                    .hasSameSizeAs(Command.run("ls", grown).lines());
            assertThat(publisher.stop().code()).isZero();
        }
    }

    @Test
    void itGoesOnWhenTheMirrorCanBeWrittenToAgain() throws Exception {
        Path grown = folder.resolve("grown");
        Archives.copy(archive, grown);
        Path chunks = mirror.resolve("chunks");
        Path away = mirror.resolve("away");
        try (var publisher = VerbProcess.start("publish", grown, "--key", keyFile, "--to", mirror)) {
            publisher.awaitPrinted("head 1:");
            Files.move(chunks, away);
            Files.writeString(chunks, "something else lies here");
            Archives.write(grown, "arena", "eu-2", world(100), SHORT);
            publisher.awaitSaid("tried again until it succeeds");
            Files.move(away, chunks, StandardCopyOption.REPLACE_EXISTING);
            publisher.awaitPrinted("head 2: 3 chunks, 1 of them new");
            publisher.stop();
        }
        assertThat(Command.run((Object[]) trusting("verify", mirror)).out()).contains("3 of 3 chunks ok");
    }

    private static void copy(Path from, Path to) throws IOException {
        Archives.copy(from, to);
        Files.deleteIfExists(to.resolve(".publishing.lock"));
    }
}
