package io.worldreel.cli;

import static io.worldreel.cli.FollowedCopy.awaitHead;
import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.fixtures.Archives;
import io.worldreel.fixtures.MixedWorld;
import io.worldreel.fixtures.WebFolder;
import io.worldreel.fixtures.WebFolder.Fault;
import io.worldreel.recorder.IngestConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A publisher and its followers, each in a process of its own with an engine in another, who know nobody but one another. */
class SwarmTest {
    private static final IngestConfig SHORT = IngestConfig.DEFAULT.withSegmentTime(Duration.ofSeconds(5));

    @TempDir
    Path folder;
    private Path archive = Path.of("");
    private Path key = Path.of("");
    private String magnet = "";

    @BeforeEach
    void record() {
        boolean linux = System.getProperty("os.name").equals("Linux") && System.getProperty("os.arch").equals("amd64");
        if (!linux) {
            SharedData.missing("libtorrent4j has a native library for Linux on x86_64 only");
        }
        archive = folder.resolve("arena");
        key = folder.resolve("arena.key");
        write("eu-1", 900);
        magnet = Command.run("keygen", key).succeeds().lines().get(1).replaceFirst("magnet +", "");
    }

    private void write(String source, int ticks) {
        Archives.write(archive, "arena", source, new MixedWorld(6, 20, ticks, 100, 1_767_225_600_000_000_000L), SHORT);
    }

    private VerbProcess publish(Path of) throws IOException {
        return VerbProcess.start("publish", of, "--key", key, "--listen", "127.0.0.1:0");
    }

    private static String address(VerbProcess process) throws InterruptedException {
        return process.awaitSaid("peers reach this at ").replaceFirst(".* at ", "");
    }

    private static void same(Path one, Path other) {
        for (String words : new String[]{ "ls", "info", "frames" }) {
            assertThat(Command.run(words, one, "--json")).isEqualTo(Command.run(words, other, "--json"));
        }
    }

    @Test
    void aFollowerHasWhatThePublisherHasAndPassesItOnWhenThePublisherIsGone() throws Exception {
        Path copy = folder.resolve("copy");
        Path third = folder.resolve("third");
        try (var publisher = publish(archive)) {
            assertThat(publisher.awaitPrinted("magnet:")).isEqualTo(magnet);
            String home = address(publisher);
            publisher.awaitSaid("nodes of the DHT point to head 1");
            try (var follower = VerbProcess.start("follow", magnet + "&x.pe=" + home, copy, "--listen", "127.0.0.1:0",
                    "--look", "0.2")) {
                follower.awaitSaid("head 1 of arena");
                awaitHead(copy, 1);
                same(archive, copy);
                for (int update = 2; update <= 4; update++) {
                    write("eu-" + update, 100);
                    follower.awaitSaid("head " + update + " of arena");
                    awaitHead(copy, update);
                }
                same(archive, copy);
                String second = address(follower);
                publisher.stop();

                var until = Command.run("follow", magnet + "&x.pe=" + second, third, "--listen", "127.0.0.1:0",
                        "--until-current");
                assertThat(until.code()).as(until.err()).isZero();
                same(archive, third);
                assertThat(follower.stop().code()).isZero();
            }
        }
        assertThat(Command.run("verify", third, "--trust", magnet).out()).contains("chunks ok");
        var again = Command.run("publish", third, "--key", key, "--to", third, "--once").succeeds();
        assertThat(again.out()).contains("head 4:").contains("0 of them new");
    }

    @Test
    void verbsThatReadTakeTheLinkAndFetchWhatTheyNeed() throws Exception {
        try (var publisher = publish(archive)) {
            String link = magnet + "&x.pe=" + address(publisher);
            publisher.awaitSaid("nodes of the DHT point to head 1");
            for (String[] words : new String[][]{ { "at", "+12.5s", "--json" }, { "track", "2", "position", "--csv" },
                    { "sql", "select count(*) from frames", "--csv" }, { "frames", "--from", "tick:800", "--json" },
                    { "events", "--json" }, { "info", "--json" }, { "ls", "--json" },
                    { "play", "--to", "tick:150", "--speed", "100", "--json" } }) {
                assertThat(reading(words, link)).isEqualTo(reading(words, archive.toString()));
            }
            assertThat(reading(new String[]{ "verify" }, link).out()).isEqualTo(Command.run("verify", archive).out());
            var settings = new Properties();
            settings.setProperty("listen", "127.0.0.1:0");
            settings.setProperty("cache-bytes", "0");
            try (var connection = DriverManager.getConnection("jdbc:worldreel:" + link, settings);
                    var statement = connection.createStatement();
                    var rows = statement.executeQuery("select count(*) from frames")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(900);
            }
        }
    }

    @Test
    void mirrorsAndPeersServeTogetherAndALyingMirrorDoesNotHarm() throws Exception {
        Path mirror = folder.resolve("mirror");
        try (var server = new WebFolder(mirror)) {
            String moment;
            try (var publisher = VerbProcess.start("publish", archive, "--key", key, "--to", mirror, "--listen",
                    "127.0.0.1:0")) {
                String peer = address(publisher);
                publisher.awaitSaid("nodes of the DHT point to head 1");
                moment = Command.run("at", archive, "+12.5s", "--json").succeeds().out();
                String both = magnet + "&ws=" + server.uri() + "&x.pe=" + peer;
                server.faults(path -> path.endsWith(".zst") ? Fault.FLIPPED_BIT : Fault.NONE);
                assertThat(Command.run("at", both, "+12.5s", "--json", "--cache-bytes", "0").succeeds().out())
                        .isEqualTo(moment);
                assertThat(server.requests()).anyMatch(request -> request.path().endsWith(".zst"));
                publisher.stop();
            }
            server.faults(path -> Fault.NONE);
            String alone = magnet + "&ws=" + server.uri() + "&x.pe=127.0.0.1:1";
            assertThat(Command.run("at", alone, "+12.5s", "--json", "--cache-bytes", "0").succeeds().out())
                    .isEqualTo(moment);

            Path copy = folder.resolve("copy");
            var follow = Command.run("follow", magnet + "&ws=" + server.uri(), copy, "--listen", "127.0.0.1:0",
                    "--until-current");
            assertThat(follow.code()).as(follow.err()).isZero();
            same(archive, copy);
        }
    }

    @Test
    void itGoesByIpv6AsWell() throws Exception {
        if (NetworkInterface.getByInetAddress(InetAddress.ofLiteral("::1")) == null) {
            SharedData.missing("this machine has no ::1");
        }
        try (var publisher = VerbProcess.start("publish", archive, "--key", key, "--listen", "[::1]:0")) {
            String home = address(publisher);
            assertThat(home).startsWith("[");
            publisher.awaitSaid("nodes of the DHT point to head 1");
            Path copy = folder.resolve("copy");
            Command.run("follow", magnet, copy, "--listen", "[::1]:0", "--peer", home, "--until-current", "--timeout",
                    "60").succeeds();
            same(archive, copy);
            assertThat(reading(new String[]{ "at", "+12.5s", "--json" }, magnet + "&x.pe=" + home, "[::1]:0"))
                    .isEqualTo(Command.run("at", archive, "+12.5s", "--json"));
            assertThat(publisher.stop().code()).isZero();
        }
    }

    @Test
    void whatNoPeerHasComesFromTheWebSeedThatThePublisherNames() throws Exception {
        try (var server = new WebFolder(archive)) {
            String seed = server.uri().toString();
            try (var publisher = VerbProcess.start("publish", archive, "--key", key, "--listen", "127.0.0.1:0",
                    "--web-seed", seed)) {
                String link = publisher.awaitPrinted("magnet:");
                assertThat(link).startsWith(magnet + "&ws=");
                publisher.awaitSaid("nodes of the DHT point to head 1");
                var chunks = Command.run("ls", archive, "--json").lines();
                try (var peer = VerbProcess.start("follow", magnet, folder.resolve("recent"), "--listen", "127.0.0.1:0",
                        "--peer", address(publisher), "--since", member(chunks.getLast(), "from"))) {
                    awaitHead(folder.resolve("recent"), 1);
                    assertThat(publisher.stop().code()).isZero();
                    assertThat(server.requests()).isEmpty();
                    Path copy = folder.resolve("copy");
                    Command.run("follow", link, copy, "--listen", "127.0.0.1:0", "--peer", address(peer),
                            "--until-current").succeeds();
                    same(archive, copy);
                }
                // Nobody else had these.
                assertThat(chunks.subList(0, chunks.size() - 1)).isNotEmpty()
                        .allSatisfy(chunk -> assertThat(server.requests()).anyMatch(request -> request.path()
                                .equals("chunks/" + member(chunk, "chunk")) && !request.range().isEmpty()));
            }
        }
        try (Stream<Path> torrents = Files.list(archive.resolve("torrents"))) {
            assertThat(torrents).isNotEmpty()
                    .allSatisfy(torrent -> assertThat(Files.readString(torrent, StandardCharsets.ISO_8859_1))
                            .contains("8:url-list"));
        }
    }

    @Test
    void whereNobodyHasAPieceTheVerbSaysSoInTime() {
        Command.run("at", magnet + "&x.pe=127.0.0.1:1", "end", "--timeout", "1").failsSaying(ExitCode.FAILED,
                "nobody has been found within 1 s");
        var follow = Command.run("follow", magnet, folder.resolve("copy"), "--listen", "127.0.0.1:0", "--until-current",
                "--timeout", "1");
        assertThat(follow.code()).isEqualTo(ExitCode.FAILED);
        assertThat(follow.err()).contains("nothing has come for 1 s");
    }

    @Test
    void aCrashOfTheEngineIsSaidAndTheVerbGoesOn() throws Exception {
        Path copy = folder.resolve("copy");
        try (var publisher = publish(archive);
                var follower = VerbProcess.start("follow", magnet + "&x.pe=" + address(publisher), copy, "--listen",
                        "127.0.0.1:0", "--look", "0.2")) {
            awaitHead(copy, 1);
            for (VerbProcess verb : List.of(publisher, follower)) {
                var engine = ProcessHandle.of(verb.pid()).orElseThrow().children().findFirst().orElseThrow();
                assertThat(new ProcessBuilder("kill", "-KILL", Long.toString(engine.pid())).start().waitFor()).isZero();
                verb.awaitSaid("the BitTorrent engine ended with 137");
            }
            write("eu-2", 100);
            awaitHead(copy, 2);
            same(archive, copy);
            assertThat(follower.stop().code()).isZero();
            assertThat(publisher.stop().code()).isZero();
        }
    }

    @Test
    void whatIsNotWhatTheKeyVouchesForEndsWithLoss() throws Exception {
        Path mirror = folder.resolve("mirror");
        Command.run("publish", archive, "--key", key, "--to", mirror, "--once").succeeds();
        try (var server = new WebFolder(mirror)) {
            Path copy = folder.resolve("copy");
            String link = magnet + "&ws=" + server.uri();
            Command.run("follow", link, copy, "--listen", "127.0.0.1:0", "--until-current").succeeds();
            Path fork = folder.resolve("fork");
            Archives.write(fork, "arena", "us-1", new MixedWorld(6, 20, 300, 100, 1_767_225_600_000_000_000L), SHORT);
            Path other = folder.resolve("other");
            Command.run("publish", fork, "--key", key, "--to", other, "--once").succeeds();
            Files.copy(other.resolve("head.json"), mirror.resolve("head.json"), StandardCopyOption.REPLACE_EXISTING);
            var again = Command.run("follow", link, copy, "--listen", "127.0.0.1:0", "--until-current");
            assertThat(again.code()).as(again.err()).isEqualTo(ExitCode.DONE_WITH_LOSS);
            assertThat(again.err()).contains("refused: fork: two different heads 1");
        }
    }

    private static String member(String json, String name) {
        return json.replaceFirst(".*\"" + name + "\":\"([^\"]+)\".*", "$1");
    }

    private static Command reading(String[] words, String place) {
        return reading(words, place, "127.0.0.1:0");
    }

    private static Command reading(String[] words, String place, String listen) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add(1, place);
        if (place.startsWith("magnet:")) {
            all.addAll(List.of("--listen", listen));
        }
        return Command.run(all.toArray());
    }

    @Test
    void keepingLessLeavesTheOldOut() throws Exception {
        Path copy = folder.resolve("copy");
        try (var publisher = publish(archive)) {
            var follow = Command.run("follow", magnet + "&x.pe=" + address(publisher), copy, "--listen", "127.0.0.1:0",
                    "--until-current", "--keep", "6s");
            assertThat(follow.code()).as(follow.err()).isZero();

            var chunks = Command.run("ls", archive, "--json").lines();
            String since = member(chunks.getLast(), "from");
            Path recent = folder.resolve("recent");
            Command.run("follow", magnet, recent, "--listen", "127.0.0.1:0", "--peer", address(publisher),
                    "--until-current", "--since", since).succeeds();
            assertThat(Command.run("ls", recent, "--json").lines()).containsExactly(chunks.getLast());
        }
        int all = Command.run("ls", archive, "--json").lines().size();
        assertThat(Command.run("ls", copy, "--json").lines()).hasSizeBetween(1, all - 1);
        assertThat(Command.run("at", copy, "end", "--json")).isEqualTo(Command.run("at", archive, "end", "--json"));
    }

    @Test
    void twoWhoHoldTheKeyAreFoundOut() throws Exception {
        Path other = folder.resolve("other");
        Archives.write(other, "arena", "us-1", new MixedWorld(6, 20, 300, 100, 1_767_225_600_000_000_000L), SHORT);
        try (var publisher = publish(archive)) {
            publisher.awaitSaid("nodes of the DHT point to head 1");
            try (var second = VerbProcess.start("publish", other, "--key", key, "--listen", "127.0.0.1:0",
                    "--bootstrap",
                    address(publisher))) {
                second.awaitSaid("somebody else publishes with this key");
                assertThat(second.stop().code()).isEqualTo(ExitCode.DONE_WITH_LOSS);
            }
        }
    }
}
