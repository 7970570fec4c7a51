package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.fixtures.Archives;
import io.worldreel.fixtures.MixedWorld;
import io.worldreel.fixtures.Nginx;
import io.worldreel.recorder.IngestConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verbs that read, on an archive behind Debian's nginx: they print what they print of the folder. */
class WebArchiveVerbsTest {
    @TempDir
    static Path folder;
    private static Path archive = Path.of("");
    private static @Nullable Nginx nginx;

    @BeforeAll
    static void serve() throws Exception {
        if (!Nginx.isInstalled()) {
            SharedData.missing("nginx is not on the PATH: install it to run this test");
        }
        archive = folder.resolve("served/arena");
        Archives.write(archive, "arena", "eu-1", new MixedWorld(6, 20, 900, 100, 1_767_225_600_000_000_000L),
                IngestConfig.DEFAULT.withSegmentTime(Duration.ofSeconds(10)));
        nginx = new Nginx(folder.resolve("nginx"), folder.resolve("served"));
    }

    @AfterAll
    static void stop() {
        if (nginx != null) {
            nginx.close();
        }
    }

    private static String address(String where) {
        if (nginx == null) {
            throw new IllegalStateException("no nginx");
        }
        return nginx.uri(where + "arena").toString();
    }

    private static Command run(String line, String place) {
        List<String> words = new ArrayList<>(Arrays.asList(line.split(" ", -1)));
        words.add(1, place);
        words.replaceAll(word -> word.replace('~', ' '));
        return Command.run(words.toArray());
    }

    @Test
    void queryReadsOneChunkWhereItLies() throws Exception {
        String sql = "SELECT count(*), min(first_tick) FROM windows";
        try (var chunks = Files.list(archive.resolve("chunks"))) {
            Path chunk = chunks.filter(file -> file.toString().endsWith(".sqlite.zst")).sorted().findFirst()
                    .orElseThrow();
            assertThat(Command.run("query", address("") + "/chunks/" + chunk.getFileName(), sql, "--json").succeeds()
                    .out()).isEqualTo(Command.run("query", chunk, sql, "--json").succeeds().out()).contains("100");
        }
        Command.run("query", address("") + "/chunks/none", sql).failsSaying(ExitCode.FAILED, "none", "404");
        Command.run("query", "http://", sql).failsSaying(ExitCode.FAILED, "http://");
    }

    @ParameterizedTest
    @ValueSource(strings = { "info --json", "ls --json", "at tick:350 --json", "at +3s --component a~vec3f32 --json",
            "frames --from tick:200 --to tick:330 --json", "track 1 a~f64 --csv", "events --kind input --json",
            "sql select~entity,~count(*)~from~samples~group~by~entity --csv", "sql select~*~from~state --json",
            "verify --json" })
    void aVerbPrintsTheSame(String line) {
        Command near = run(line, archive.toString());
        Command far = run(line, address(""));

        assertThat(far.out()).isEqualTo(near.out()).isNotEmpty();
        assertThat(far.exits(near.code()).err()).isEqualTo(near.err());
    }

    @Test
    void framesPlay() {
        Command near = run("play --from tick:200 --to tick:220 --json --speed 16", archive.toString());
        assertThat(run("play --from tick:200 --to tick:220 --json --speed 16", address("")).succeeds().out())
                .isEqualTo(near.out()).isNotEmpty();
    }

    @Test
    void credentialsComeFromFilesAndAreNeverPrinted() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), Nginx.PASSWORD + "\n");
        Path token = Files.writeString(folder.resolve("token"), Nginx.TOKEN);
        Path wrong = Files.writeString(folder.resolve("wrong"), "not-the-secret");

        Command.run("ls", address("basic/"), "--user", Nginx.USER, "--password-file", password).succeeds();
        Command.run("ls", address("bearer/"), "--token-file", token).succeeds();
        Command.run("ls", address("basic/")).failsSaying(ExitCode.FAILED, "401", "credentials");
        Command denied = Command.run("ls", address("bearer/"), "--token-file", wrong).failsSaying(ExitCode.FAILED,
                "401", "credentials");
        assertThat(denied.err()).doesNotContain("not-the-secret");
        Command.run("ls", address("basic/"), "--user", "somebody").failsSaying(ExitCode.WRONG_USAGE, "password");
        Command.run("ls", address("basic/"), "--user", "somebody", "--token-file", token)
                .failsSaying(ExitCode.WRONG_USAGE, "both");
    }

    @Test
    void credentialsComeFromTheEnvironmentToo() throws Exception {
        assertThat(WebCredentials.of(Optional.empty(), Optional.empty(), Optional.empty(),
                Map.of("WORLDREEL_TOKEN", "abc")).header()).contains("Bearer abc");
        assertThat(WebCredentials.of(Optional.empty(), Optional.empty(), Optional.empty(),
                Map.of("WORLDREEL_USER", "u", "WORLDREEL_PASSWORD", "p")).header()).contains("Basic dTpw");
        assertThat(WebCredentials.of(Optional.of("v"), Optional.empty(), Optional.empty(),
                Map.of("WORLDREEL_USER", "u", "WORLDREEL_PASSWORD", "p", "WORLDREEL_TOKEN", "t")).header())
                .contains("Basic djpw");
        assertThat(WebCredentials.of(Optional.empty(), Optional.empty(), Optional.empty(), Map.of()).header())
                .isEmpty();
    }

    @Test
    void whatTheServerDoesNotDeliverIsSaid() {
        Command.run("at", address("nowhere/"), "end").failsSaying(ExitCode.FAILED, "404",
                "nowhere/arena/catalog.sqlite");
        Command.run("at", address("whole/"), "end").failsSaying(ExitCode.FAILED, "whole/arena/", "ignores Range");
        Command.run("at", "http://user:secret@localhost/x", "end").failsSaying(ExitCode.WRONG_USAGE, "credentials");
        Command.run("at", "magnet:?xs=urn:btpk:00", "end").failsSaying(ExitCode.WRONG_USAGE, "64 hexadecimal digits");
    }

    @Test
    void jdbcReadsItToo() throws Exception {
        var properties = new Properties();
        properties.put("token", Nginx.TOKEN);
        try (Connection db = DriverManager.getConnection("jdbc:worldreel:" + address("bearer/"), properties);
                ResultSet count = db.createStatement().executeQuery("select count(*) from frames")) {
            assertThat(count.getInt(1)).isEqualTo(900);
        }
    }
}
