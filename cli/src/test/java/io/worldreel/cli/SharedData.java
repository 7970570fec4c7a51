package io.worldreel.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.junit.jupiter.api.Assumptions;

/**
 * The real recordings that lie beside the checkout in {@code shared/data}, or wherever {@code WORLDREEL_DATA} points. Where they
 * are missing, a test is skipped and says so; on CI it fails.
 */
final class SharedData {
    private SharedData() {}

    static Path file(String name) {
        Optional<Path> file = folder().map(folder -> folder.resolve(name)).filter(Files::exists);
        if (file.isEmpty()) {
            missing("shared/data/" + name + " is not there: set WORLDREEL_DATA to its folder");
        }
        return file.orElseThrow();
    }

    /** Fails on CI, and skips the test elsewhere. */
    static void missing(String what) {
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(what);
        }
        Assumptions.abort(what);
    }

    private static Optional<Path> folder() {
        String named = System.getProperty("WORLDREEL_DATA", System.getenv("WORLDREEL_DATA"));
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("shared/data"))) {
                return Optional.of(at.resolve("shared/data"));
            }
        }
        return Optional.empty();
    }
}
