package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are shared and fetched, by processes that know nobody but one another. */
class ShareTest {
    private static final int BIG = 3_000_000;

    @TempDir
    Path folder;
    private Path engine = Path.of("");
    private Path key = Path.of("");
    private Path copy = Path.of("");

    @BeforeEach
    void makeFiles() throws IOException {
        boolean linux = System.getProperty("os.name").equals("Linux") && System.getProperty("os.arch").equals("amd64");
        if (!linux) {
            SharedData.missing("libtorrent4j has a native library for Linux on x86_64 only");
        }
        engine = folder.resolve("engine");
        key = folder.resolve("team.key");
        copy = folder.resolve("copy");
        Command.run("keygen", key).succeeds();
        write("bin/server", BIG, 1);
        assertThat(engine.resolve("bin/server").toFile().setExecutable(true)).isTrue();
        write("lib/libworld.so.1", 700_000, 2);
        Files.createSymbolicLink(engine.resolve("lib/libworld.so"), Path.of("libworld.so.1"));
        write("data/empty", 0, 3);
        for (int i = 0; i < 40; i++) {
            write("maps/карта " + i + ".bin", 100 + 997 * i, 4 + i);
        }
    }

    private void write(String name, int size, long seed) throws IOException {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        Path file = engine.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private VerbProcess share() throws IOException {
        return VerbProcess.start("share", engine, "--key", key, "--name", "engine", "--listen", "127.0.0.1:0", "--look",
                "0.2", "--json");
    }

    private static String address(VerbProcess process) throws InterruptedException {
        return process.awaitSaid("peers reach this at ").replaceFirst(".* at ", "");
    }

    private static String link(VerbProcess publisher) throws InterruptedException {
        String magnet = publisher.awaitPrinted("magnet").replaceFirst(".*\"(magnet:[^\"]*)\".*", "$1");
        return magnet + "&x.pe=" + address(publisher);
    }

    /** Paths, content, and who may execute what; links as what they lead to. */
    private static Map<String, String> content(Path root) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String path = root.relativize(file).toString();
                if (!path.startsWith(".fetching")) {
                    files.put(path, java.util.Arrays.hashCode(Files.readAllBytes(file)) + " " + Files.size(file)
                            + (Files.isExecutable(file) ? " x" : ""));
                }
            }
        }
        return files;
    }

    private Command fetch(String link, Path into, Object... more) {
        Object[] words = Stream.concat(Stream.of("fetch", link, into, "--listen", "127.0.0.1:0", "--until-current",
                "--json"), Stream.of(more)).toArray();
        return Command.run(words);
    }

    @Test
    void ofANewVersionOnlyWhatChangedIsMovedAndOlderOnesCanStillBeHad() throws Exception {
        try (var publisher = share()) {
            assertThat(publisher.awaitPrinted("magnet")).as("first of all").isEqualTo(publisher.printed().getFirst());
            String link = link(publisher);
            publisher.awaitSaid("nodes of the DHT point to head 1");
            var first = content(engine);
            try (var follower = VerbProcess.start("fetch", link, copy, "--listen", "127.0.0.1:0", "--look", "0.2",
                    "--json")) {
                var one = Json.object(follower.awaitPrinted("\"version\":1"));
                assertThat(Json.number(one, "files")).isEqualTo(44);
                assertThat(content(copy)).isEqualTo(first);
                Object untouched = Files.getAttribute(copy.resolve("maps/карта 7.bin"), "unix:ino");

                write("maps/карта 3.bin", 50_000, 99);
                Files.move(engine.resolve("bin/server"), engine.resolve("bin/server-2"));
                Files.delete(engine.resolve("maps/карта 39.bin"));
                publisher.awaitPrinted("\"version\":2");
                var two = Json.object(follower.awaitPrinted("\"version\":2"));
                assertThat(content(copy)).isEqualTo(content(engine));
                assertThat(Json.number(two, "new_files")).isEqualTo(1);
                assertThat(Json.number(two, "received_bytes")).isBetween(50_000L, 300_000L);
                assertThat(Json.number(two, "removed_files")).isEqualTo(2);
                assertThat(Files.getAttribute(copy.resolve("maps/карта 7.bin"), "unix:ino")).isEqualTo(untouched);

                var old = fetch(link, folder.resolve("old"), "--version", "1").succeeds();
                assertThat(old.out()).contains("\"version\":1");
                assertThat(content(folder.resolve("old"))).isEqualTo(first);
                assertThat(fetch(link, folder.resolve("old"), "--version", "7").exits(ExitCode.FAILED).err())
                        .contains("version 7 of engine: there is none of this number, but 1, 2");
                String second = address(follower);
                assertThat(publisher.stop().code()).isZero();

                fetch(link.replaceFirst("x.pe=.*", "x.pe=" + second), folder.resolve("third")).succeeds();
                assertThat(content(folder.resolve("third"))).isEqualTo(content(engine));
                assertThat(follower.stop().code()).isZero();
            }
        }
    }

    @Test
    void whoeverIsKilledInTheMiddleGoesOnWhereHeWas() throws Exception {
        write("bin/server", 60_000_000, 5);
        String link;
        try (var publisher = share()) {
            link = link(publisher);
            publisher.awaitSaid("nodes of the DHT point to head 1");
            try (var fetcher = VerbProcess.start("fetch", link, copy, "--listen", "127.0.0.1:0")) {
                awaitBytes(copy.resolve(".fetching/new"), 4_000_000);
                fetcher.kill();
            }
            long had = bytes(copy.resolve(".fetching/new"));
            var rest = Json.object(fetch(link, copy).succeeds().out());
            assertThat(content(copy)).isEqualTo(content(engine));
            assertThat(Json.number(rest, "received_bytes")).as("of what %s had come", had)
                    .isLessThan(60_000_000 - 2_000_000);
            publisher.kill();
        }
        write("bin/server", 1000, 6);
        try (var publisher = share()) {
            publisher.awaitPrinted("\"version\":2");
            publisher.awaitSaid("nodes of the DHT point to head 2");
            fetch(link.replaceFirst("x.pe=.*", "x.pe=" + address(publisher)), copy).succeeds();
            assertThat(content(copy)).isEqualTo(content(engine));
        }
    }

    private static long bytes(Path folder) throws IOException {
        long sum = 0;
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    // Blocks, for a file has its full length as soon as its last piece has come.
                    sum += 512 * blocks(file);
                }
            }
        }
        return sum;
    }

    private static long blocks(Path file) throws IOException {
        var stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
        String said = new String(stat.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
        return said.isBlank() ? 0 : Long.parseLong(said.strip());
    }

    private static void awaitBytes(Path folder, long wanted) throws Exception {
        for (int look = 0; look < 6000 && bytes(folder) < wanted; look++) {
            Thread.sleep(5);
        }
    }

    @Test
    void aShareThatIsHandedOverGoesOnUnderItsLink() throws Exception {
        Path next = folder.resolve("next.key");
        Path state = folder.resolve("team.key.shared/engine");
        String link;
        try (var publisher = share()) {
            link = link(publisher).replaceFirst("&x.pe=.*", "");
            publisher.awaitPrinted("\"version\":1");
            assertThat(publisher.stop().code()).isZero();
        }
        Command.run("keygen", next).succeeds();
        assertThat(Command.run("handover", state, "--key", key, "--new-key", next, "--salt", "engine").succeeds().out())
                .startsWith("head 2: from ");
        write("data/empty", 7, 8);
        try (var publisher = VerbProcess.start("share", engine, "--key", next, "--name", "engine", "--state", state,
                "--listen", "127.0.0.1:0", "--json")) {
            assertThat(publisher.awaitPrinted("magnet")).contains(link);
            publisher.awaitSaid("nodes of the DHT point to head 3");
            var here = Json.object(fetch(link + "&x.pe=" + address(publisher), copy).succeeds().out());
            assertThat(Json.number(here, "version")).isEqualTo(3);
            assertThat(content(copy)).isEqualTo(content(engine));
        }
    }

    @Test
    void whatCannotBeSharedIsRefusedAndNamed() throws IOException {
        Files.createSymbolicLink(engine.resolve("lib/out"), folder.resolve("team.key"));
        share("engine").failsSaying(ExitCode.FAILED, "lib/out", "a link out of what is shared");
        Files.delete(engine.resolve("lib/out"));
        Files.createSymbolicLink(engine.resolve("lib/gone"), Path.of("nothing"));
        share("engine").failsSaying(ExitCode.FAILED, "lib/gone", "a link to nothing");
        Files.delete(engine.resolve("lib/gone"));
        write("maps/con.txt", 10, 1);
        share("engine").failsSaying(ExitCode.FAILED, "con.txt", "device on Windows");
        Files.delete(engine.resolve("maps/con.txt"));
        write(".fetching/x", 10, 1);
        share("engine").failsSaying(ExitCode.FAILED, ".fetching/x");
        share("a/b").failsSaying(ExitCode.WRONG_USAGE, "--name");
        share("x".repeat(65)).failsSaying(ExitCode.WRONG_USAGE, "--name");
        Command.run("share", folder, "--key", key, "--name", "all").failsSaying(ExitCode.FAILED, "the secret key");
        Files.createDirectories(copy);
        Files.writeString(copy.resolve("mine"), "mine");
        fetch("ab".repeat(32), copy).failsSaying(ExitCode.FAILED, "it holds other files");
    }

    private Command share(String name) {
        Command run = Command.run("share", engine, "--key", key, "--name", name, "--listen", "127.0.0.1:0");
        return new Command(run.code(), "", run.err());
    }
}
