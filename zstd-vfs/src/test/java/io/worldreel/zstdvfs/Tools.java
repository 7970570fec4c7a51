package io.worldreel.zstdvfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The stock command-line tools. Where one is missing, the test is skipped and says so, but fails in CI. */
final class Tools {
    private Tools() {}

    record Result(int exit, String output) {}

    static Result run(String... command) throws IOException, InterruptedException {
        requireInstalled(command[0]);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    static void requireInstalled(String tool) {
        boolean found = false;
        for (String folder : System.getenv("PATH").split(java.io.File.pathSeparator, -1)) {
            found |= Path.of(folder).resolve(tool).toFile().canExecute()
                    || Path.of(folder).resolve(tool + ".exe").toFile().exists();
        }
        if ("true".equals(System.getenv("CI"))) {
            assertThat(found).as(tool + " is on the PATH").isTrue();
        }
        Assumptions.assumeTrue(found, "skipped: no " + tool + " on the PATH; install it to run this test");
    }
}
