package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What {@code src/test/node} names, fetched from npm's registry into {@code target} once for each lock file. */
final class NodePackages {
    private static final Path SCRIPTS = Path.of("src/test/node");
    private static final Path FOLDER = Path.of("target/node");

    private NodePackages() {}

    /** A script of ours. */
    static String script(String name) {
        return SCRIPTS.resolve(name).toAbsolutePath().toString();
    }

    /** The folder of modules. Ends the test, with the reason, where there are none and none can be fetched. */
    static synchronized Path modules() throws IOException, InterruptedException {
        for (String tool : List.of("node", "npm")) {
            if (Stream.of(System.getenv("PATH").split(":", -1))
                    .noneMatch(at -> Files.isExecutable(Path.of(at, tool)))) {
                SharedData.missing(tool + " is not on the PATH: install nodejs and npm to run this test");
            }
        }
        Files.createDirectories(FOLDER);
        // Tests run in several JVMs at a time.
        try (var lock = FileChannel.open(FOLDER.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = lock.lock()) {
            return fetched();
        }
    }

    private static Path fetched() throws IOException, InterruptedException {
        Path modules = FOLDER.resolve("node_modules").toAbsolutePath();
        Path lock = FOLDER.resolve("package-lock.json");
        // npm writes this file last.
        boolean there = Files.exists(modules.resolve(".package-lock.json"))
                && Files.mismatch(SCRIPTS.resolve("package-lock.json"), lock) < 0;
        if (!there) {
            for (String file : List.of("package.json", "package-lock.json")) {
                Files.copy(SCRIPTS.resolve(file), FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
            Path output = FOLDER.resolve("npm.txt");
            var npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=optional")
                    .directory(FOLDER.toFile()).redirectErrorStream(true).redirectOutput(output.toFile()).start();
            assertThat(npm.waitFor(5, TimeUnit.MINUTES)).as("npm ends").isTrue();
            if (npm.exitValue() != 0) {
                SharedData.missing("npm ci failed: " + Files.readString(output).strip());
            }
        }
        return modules;
    }
}
