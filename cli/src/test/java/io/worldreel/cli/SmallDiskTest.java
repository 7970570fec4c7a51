package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk of one megabyte that is full, then read-only. Needs the right to mount; skipped with the reason where there is none. */
class SmallDiskTest {
    @TempDir
    private Path folder;

    private Path disk;

    @BeforeEach
    void mountSmallDisk() throws IOException, InterruptedException {
        disk = Files.createDirectory(folder.resolve("disk"));
        String refusal = run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString());
        assumeTrue(refusal.isEmpty(), () -> "no small disk can be mounted here: " + refusal);
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        run("umount", "-l", disk.toString());
    }

    /** What a command of the system complains of; empty if it does its work. */
    private static String run(String... command) throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? "" : "it ended with " + process.exitValue() + " " + output;
        } catch (IOException noSuchTool) {
            return String.valueOf(noSuchTool.getMessage());
        }
    }

    private Command importing(String rows) throws IOException {
        Path table = Files.writeString(folder.resolve("table.csv"), "tick,time,who,data\n" + rows);
        return Command.run("import", table, disk.resolve("arena"), "--world", "w", "--tick", "tick", "--time", "time",
                "--entity", "who", "--component", "data=data:bytes");
    }

    @Test
    void aFullDiskIsOneLineAndChangesNothing() throws IOException {
        importing("1,0,7,AAAA\n").succeeds();
        String before = Command.run("frames", disk.resolve("arena"), "--json").succeeds().out();
        StringBuilder large = new StringBuilder();
        for (int tick = 2; tick < 700; tick++) {
            large.append(tick).append(',').append(tick).append(",7,").append(Noise.base64(tick, 3000)).append('\n');
        }

        Command failed = importing(large.toString()).exits(ExitCode.FAILED);

        assertThat(failed.err().lines()).singleElement().asString().contains(disk.resolve("arena").toString());
        assertThat(Command.run("frames", disk.resolve("arena"), "--json").succeeds().out()).isEqualTo(before);
        importing("2,1,7,AAAA\n").succeeds();
    }

    @Test
    void aReadOnlyDiskIsReadAndNotWritten() throws IOException, InterruptedException {
        importing("1,0,7,AAAA\n").succeeds();
        String refusal = run("mount", "-o", "remount,ro", disk.toString());
        assumeTrue(refusal.isEmpty(), () -> "the disk cannot be made read-only: " + refusal);

        importing("2,1,7,AAAA\n").failsSaying(ExitCode.FAILED, disk.resolve("arena").toString(), "ead-only");
        Command.run("recover", disk.resolve("arena")).failsSaying(ExitCode.FAILED, "ead-only");
        Command.run("frames", disk.resolve("arena"), "--json").succeeds();
        Command.run("verify", disk.resolve("arena")).succeeds();
    }

    /** Bytes that no coding makes smaller. */
    private static final class Noise {
        static String base64(long seed, int bytes) {
            byte[] noise = new byte[bytes];
            new java.util.Random(seed).nextBytes(noise);
            return java.util.Base64.getEncoder().encodeToString(noise);
        }
    }
}
