package io.worldreel.zstdvfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    @TempDir
    Path folder;

    @Test
    void aFileThatGoesWhileItIsBeingOpenedIsNotLeftOpen() throws Exception {
        assumeTrue(Files.isDirectory(DESCRIPTORS), "no /proc/self/fd that tells which files are open");
        Path file = Files.writeString(folder.resolve("comes and goes"), "here");
        try (var mover = Executors.newSingleThreadExecutor()) {
            Future<?> moving = mover.submit(() -> comeAndGo(file));
            while (!moving.isDone()) {
                try {
                    FileSource.open(file).close();
                } catch (NoSuchFileException | FileNotFoundException gone) {
                    // before it was opened, or after
                }
            }
            moving.get();
        }
        assertThat(timesOpen(file)).isZero();
    }

    private static boolean comeAndGo(Path file) throws IOException {
        for (int i = 0; i < 5_000; i++) {
            Path elsewhere = Files.move(file, file.resolveSibling("elsewhere"));
            Files.move(elsewhere, file);
        }
        return true;
    }

    private static long timesOpen(Path file) throws IOException {
        try (Stream<Path> descriptors = Files.list(DESCRIPTORS)) {
            return descriptors.filter(descriptor -> isOf(file, descriptor)).count();
        }
    }

    private static boolean isOf(Path file, Path descriptor) {
        try {
            return Files.isSameFile(descriptor, file);
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }
}
