package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit in docs is one that systemd takes, and its command one that the command line takes. */
class SystemdUnitTest {
    private static final Path UNIT = Path.of("..", "docs", "worldreel-record.service");
    private static final String COMMAND = "/opt/worldreel/worldreel";

    @TempDir
    private Path folder;

    @Test
    void systemdFindsNothingWrong() throws Exception {
        Path unit = folder.resolve("worldreel-record.service");
        String here = Path.of("..", "worldreel").toAbsolutePath().normalize().toString();
        Files.writeString(unit, Files.readString(UNIT).replace(COMMAND, here));
        Process analyze = start(unit);
        String said = new String(analyze.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(analyze.waitFor()).as(said).isZero();
        assertThat(said).isEmpty();
    }

    private static Process start(Path unit) throws IOException {
        try {
            return new ProcessBuilder("systemd-analyze", "verify", "--man=no", unit.toString())
                    .redirectErrorStream(true).start();
        } catch (IOException missing) {
            if (System.getenv("CI") != null) {
                throw new AssertionError("systemd-analyze is needed to check the unit in docs", missing);
            }
            return abort("systemd-analyze is not installed");
        }
    }

    @Test
    void itsCommandIsUnderstood() throws IOException {
        String text = Files.readString(UNIT).replace("\\\n", " ");
        String line = text.lines().filter(each -> each.startsWith("ExecStart=")).findFirst().orElseThrow();
        List<String> words = Arrays.asList(line.substring("ExecStart=".length()).strip().split(" +", -1));
        assertThat(words.getFirst()).isEqualTo(COMMAND);
        var parsed = Worldreel.commandLine(Invocations.silent())
                .parseArgs(words.subList(1, words.size()).toArray(String[]::new));
        assertThat(parsed.subcommand().commandSpec().name()).isEqualTo("record");
        assertThat(parsed.errors()).isEmpty();
    }
}
