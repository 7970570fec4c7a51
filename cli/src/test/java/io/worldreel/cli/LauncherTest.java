package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script, in a checkout with spaces in its path, on a machine whose java and mvn say how they were called. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the script is for POSIX shells")
class LauncherTest {
    private static final List<String> TOOLS = List.of("sh", "basename", "cat", "dirname", "find", "grep", "head", "ln",
            "mkdir", "mv", "readlink", "rm", "sleep");

    @TempDir
    private Path folder;

    private Path checkout;
    private Path jdk;
    private Path bin;

    private record Ended(int code, String out, String err) {}

    @BeforeEach
    void makeMachine() throws IOException {
        checkout = Files.createDirectories(folder.resolve("a check out"));
        Path script = Path.of("..", "worldreel");
        executable(checkout.resolve("worldreel"), Files.readString(script));
        Files.writeString(checkout.resolve("pom.xml"), "");
        Files.createDirectories(checkout.resolve("cli/src/main"));
        Files.writeString(checkout.resolve("cli/src/main/Main.java"), "");
        jdk = folder.resolve("a jdk");
        executable(jdk.resolve("bin/java"), "#!/bin/sh\nprintf '<%s>' \"$@\"\n");
        executable(jdk.resolve("bin/javac"), "#!/bin/sh\n");
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
        bin = Files.createDirectories(folder.resolve("bin"));
        for (String tool : TOOLS) {
            for (String place : List.of("/bin", "/usr/bin")) {
                if (Files.exists(Path.of(place, tool)) && !Files.exists(bin.resolve(tool))) {
                    Files.createSymbolicLink(bin.resolve(tool), Path.of(place, tool));
                }
            }
        }
        executable(bin.resolve("mvn"), """
                #!/bin/sh
                echo "$@" >>"%1$s/mvn.log"
                mkdir -p "%1$s/a check out/cli/target/worldreel/lib"
                echo --flag >"%1$s/a check out/cli/target/worldreel/java.args"
                """.formatted(folder));
    }

    private static void executable(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Ended run(Path script, Object... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        List.of(args).forEach(arg -> command.add(arg.toString()));
        ProcessBuilder process = new ProcessBuilder(command).directory(folder.toFile());
        process.environment().clear();
        process.environment()
                .putAll(Map.of("PATH", bin.toString(), "HOME", folder.toString(), "JAVA_HOME", jdk.toString()));
        Path err = folder.resolve("err");
        Process running = process.redirectError(err.toFile()).start();
        String out = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(running.waitFor(), out, Files.readString(err));
    }

    private List<String> builds() throws IOException {
        Path log = folder.resolve("mvn.log");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    @Test
    void buildsOnceAndHandsOverEveryWord() throws IOException, InterruptedException {
        Ended first = run(checkout.resolve("worldreel"), "at", "two words", "", "$HOME");
        Ended second = run(checkout.resolve("worldreel"), "ls");

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out()).contains("<@" + checkout.toRealPath() + "/cli/target/worldreel/java.args>",
                "<io.worldreel.cli.Main><at><two words><><$HOME>");
        assertThat(first.err()).contains("building");
        assertThat(second.out()).endsWith("<io.worldreel.cli.Main><ls>");
        assertThat(second.err()).isEmpty();
        assertThat(builds()).hasSize(1);
        assertThat(Files.isSymbolicLink(checkout.resolve("cli/target/build.lock"))).isFalse();
    }

    @Test
    void buildsAgainWhenASourceIsNewer() throws IOException, InterruptedException {
        run(checkout.resolve("worldreel"), "ls");
        Files.setLastModifiedTime(checkout.resolve("cli/src/main/Main.java"),
                FileTime.from(Instant.now().plusSeconds(60)));

        run(checkout.resolve("worldreel"), "ls");

        assertThat(builds()).hasSize(2);
    }

    @Test
    void worksThroughSymbolicLinksFromAnywhere() throws IOException, InterruptedException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), checkout.resolve("worldreel"));
        Path linkToLink = Files.createSymbolicLink(bin.resolve("worldreel"), Path.of("../link"));

        assertThat(run(linkToLink, "ls").out()).contains(checkout.toRealPath().toString()).endsWith("<ls>");
        assertThat(run(link, "ls").code()).isZero();
        assertThat(builds()).hasSize(1);
    }

    @Test
    void aFailedBuildShowsWhatMavenSaid() throws IOException, InterruptedException {
        executable(bin.resolve("mvn"), "#!/bin/sh\necho '[ERROR] no such semicolon'\nexit 1\n");

        Ended ended = run(checkout.resolve("worldreel"), "ls");

        assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
        assertThat(ended.err()).contains("no such semicolon", "worldreel: the build failed");
        assertThat(ended.out()).isEmpty();
        assertThat(Files.isSymbolicLink(checkout.resolve("cli/target/build.lock"))).isFalse();
    }

    @Test
    void aMissingMavenIsOneLineThatSaysWhatToInstall() throws IOException, InterruptedException {
        Files.delete(bin.resolve("mvn"));

        Ended ended = run(checkout.resolve("worldreel"), "ls");

        assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
        assertThat(ended.err().lines()).singleElement().asString().contains("Maven", "install");
    }

    @Test
    void anotherJdkUnderJavaHomeIsNotTaken() throws IOException, InterruptedException {
        Path other = folder.resolve(".jdks/openjdk-25");
        Files.createDirectories(other.getParent());
        Files.move(jdk, other);
        executable(jdk.resolve("bin/java"), "#!/bin/sh\necho wrong\n");
        executable(jdk.resolve("bin/javac"), "#!/bin/sh\n");
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");

        assertThat(run(checkout.resolve("worldreel"), "--version").out()).doesNotContain("wrong");
    }

    @Test
    void theLockOfADeadBuildIsNoObstacle() throws IOException, InterruptedException {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Path target = Files.createDirectories(checkout.resolve("cli/target"));
        Files.createSymbolicLink(target.resolve("build.lock"), Path.of(Long.toString(dead.pid())));

        assertThat(run(checkout.resolve("worldreel"), "ls").code()).isZero();
    }
}
