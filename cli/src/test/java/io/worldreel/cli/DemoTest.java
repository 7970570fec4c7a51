package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole story with a real game server, shortened to two seconds. */
class DemoTest {
    private static final int TICKS = 40;

    @TempDir
    private Path folder;

    @Test
    void theKeptArchiveHoldsWhatTheDemoTold() {
        Path archive = folder.resolve("kept");

        Command demo = Command.run("demo", "--once", "--seconds", "2", "--keep", archive, "--json").succeeds();

        Map<String, Object> figures = Json.object(demo.out());
        assertThat(Json.number(figures, "ticks")).isEqualTo(TICKS);
        assertThat(Json.number(figures, "samples")).isEqualTo(TICKS * 200L);
        assertThat(demo.err()).contains("1. ", "2. ", "3. ", "4. ", "5. ", "6. ");
        Command.run("verify", archive).succeeds();
        assertThat(Command.run("frames", archive, "--json").succeeds().lines()).hasSize(TICKS);
        assertThat(Command.run("events", archive, "--json").succeeds().lines())
                .hasSize((int) Json.number(figures, "events"));
        assertThat(Json.list(Json.object(Command.run("at", archive, "end", "--json").succeeds().out()), "entities"))
                .hasSize(200);
        Command.run("demo", "--keep", archive).failsSaying(ExitCode.FAILED, "exists already");
    }

    @Test
    void aDemoWithoutAPlaceLeavesNothing() throws IOException {
        List<Path> before = temporary();

        assertThat(Command.run("demo", "--once", "--seconds", "1").succeeds().out()).contains("entity", "position");

        assertThat(temporary()).isEqualTo(before);
    }

    private static List<Path> temporary() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("worldreel-demo-")).sorted().toList();
        }
    }
}
