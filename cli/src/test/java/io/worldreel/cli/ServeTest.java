package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.fixtures.Archives;
import io.worldreel.fixtures.MixedWorld;
import io.worldreel.recorder.IngestConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive that is served answers like the archive, wherever it lies itself. */
class ServeTest {
    @TempDir
    static Path folder;
    private static Path archive = Path.of("");
    private static String key = "";

    @BeforeAll
    static void publish() {
        archive = folder.resolve("arena");
        Archives.write(archive, "arena", "eu-1", new MixedWorld(6, 20, 900, 100, 1_767_225_600_000_000_000L),
                IngestConfig.DEFAULT.withSegmentTime(Duration.ofSeconds(10)));
        Path keyFile = folder.resolve("arena.key");
        key = Command.run("keygen", keyFile).succeeds().lines().getFirst().replaceFirst("key +", "");
        Command.run("publish", archive, "--key", keyFile, "--once").succeeds();
    }

    private static void answersAlike(String place, String... trust) {
        for (String[] words : new String[][]{ { "ls", "--json" }, { "at", "+12.5s", "--json" }, { "frames", "--json" },
                { "verify", "--json" } }) {
            String[] there = new String[words.length + 1 + trust.length];
            there[0] = words[0];
            there[1] = place;
            System.arraycopy(words, 1, there, 2, words.length - 1);
            System.arraycopy(trust, 0, there, words.length + 1, trust.length);
            String[] here = there.clone();
            here[1] = archive.toString();
            assertThat(Command.run((Object[]) there)).isEqualTo(Command.run((Object[]) here));
        }
    }

    @Test
    void fromAFolderItAnswersPlainlyAndVerified() throws Exception {
        try (var server = VerbProcess.start("serve", archive, "--port", "0")) {
            String url = server.awaitPrinted("http://127.0.0.1:").replaceFirst("url +", "");
            answersAlike(url);
            answersAlike(url, "--trust", key);
            assertThat(server.stop().code()).isZero();
        }
    }

    @Test
    void aPublicationElsewhereIsVerifiedOnItsWay() throws Exception {
        try (var far = VerbProcess.start("serve", archive, "--port", "0");
                var near = VerbProcess.start("serve", "magnet:?xs=urn:btpk:" + key + "&ws="
                        + far.awaitPrinted("http://127.0.0.1:").replaceFirst("url +", ""), "--port", "0")) {
            answersAlike(near.awaitPrinted("http://127.0.0.1:").replaceFirst("url +", ""));
        }
    }

    @Test
    void aPublicationIsFetchedFromPeersByPiecesAndServed() throws Exception {
        if (!System.getProperty("os.name").equals("Linux") || !System.getProperty("os.arch").equals("amd64")) {
            SharedData.missing("libtorrent4j has a native library for Linux on x86_64 only");
        }
        try (var publisher = VerbProcess.start("publish", archive, "--key", folder.resolve("arena.key"), "--listen",
                "127.0.0.1:0")) {
            String home = publisher.awaitSaid("peers reach this at ").replaceFirst(".* at ", "");
            publisher.awaitSaid("point to head 1");
            try (var near = VerbProcess.start("serve", "magnet:?xs=urn:btpk:" + key, "--peer", home, "--port", "0",
                    "--cache-bytes", "0")) {
                answersAlike(near.awaitPrinted("http://127.0.0.1:").replaceFirst("url +", ""));
                assertThat(near.stop().code()).isZero();
            }
        }
    }

    @Test
    void anArchiveOnAWebServerIsPassedOn() throws Exception {
        try (var far = VerbProcess.start("serve", archive, "--port", "0", "--json");
                var near = VerbProcess.start("serve",
                        far.awaitPrinted("http://127.0.0.1:").replaceFirst(".*\"url\":\"([^\"]+)\".*", "$1"), "--port",
                        "0")) {
            answersAlike(near.awaitPrinted("http://127.0.0.1:").replaceFirst("url +", ""));
        }
    }

    @Test
    void whatIsNoArchiveIsSaid() {
        Command.run("serve", folder.resolve("nowhere")).failsSaying(ExitCode.FAILED, "there is no such file or folder");
        Command.run("serve", folder).failsSaying(ExitCode.FAILED, "no archive and no publication");
        Command.run("serve", archive, "--port", "70000").failsSaying(ExitCode.WRONG_USAGE, "65535");
    }
}
