package io.worldreel.recorder;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file system of a few megabytes, in memory; needs the right to mount. */
final class SmallDisk implements AutoCloseable {
    private final Path place;

    private SmallDisk(Path place) {
        this.place = place;
    }

    /** Whether file systems can be mounted here. */
    static boolean isPossible() {
        try {
            Path place = Files.createTempDirectory("small-disk");
            boolean possible = run(mounting(place, 1)).isEmpty();
            if (possible) {
                new SmallDisk(place).close();
            }
            Files.delete(place);
            return possible;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static List<String> mounting(Path place, int megabytes) {
        return List.of("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", place.toString());
    }

    /** Skips the test where a file system cannot be mounted. */
    static SmallDisk mount(Path place, int megabytes) throws IOException, InterruptedException {
        Files.createDirectories(place);
        String refusal = run(mounting(place, megabytes));
        assumeTrue(refusal.isEmpty(), () -> "skipped: no small disk can be mounted here: " + refusal);
        return new SmallDisk(place);
    }

    Path path() {
        return place;
    }

    private Path ballast() {
        return place.resolve("ballast");
    }

    /** Leaves about so many bytes free. */
    void fill(long free) throws IOException {
        byte[] block = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(ballast())) {
            for (long left = Files.getFileStore(place).getUsableSpace()
                    - free; left > 0; left = Files.getFileStore(place).getUsableSpace() - free) {
                out.write(block, 0, (int) Math.min(block.length, left));
            }
        } catch (IOException full) {
            if (!String.valueOf(full.getMessage()).contains("No space left")) {
                throw full;
            }
        }
    }

    /** Takes away what {@link #fill} has put there. */
    void empty() throws IOException {
        Files.deleteIfExists(ballast());
    }

    void makeReadOnly() throws IOException, InterruptedException {
        String refusal = run(List.of("mount", "-o", "remount,ro", place.toString()));
        assumeTrue(refusal.isEmpty(), () -> "skipped: the disk cannot be made read-only: " + refusal);
    }

    /** What the command complains of; empty if it does its work. */
    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException noSuchTool) {
            return String.valueOf(noSuchTool.getMessage());
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        return exit == 0 ? "" : "exit " + exit + " " + output;
    }

    @Override
    public void close() throws IOException {
        try {
            run(List.of("umount", "-l", place.toString()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
