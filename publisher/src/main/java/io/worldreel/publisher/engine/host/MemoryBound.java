package io.worldreel.publisher.engine.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Ends this process when it takes more memory than it may: libtorrent keeps what it has to send to peers that do not read, and whoever connects
 * often enough would have it keep more and more.
 */
final class MemoryBound {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final long LOOK_NANOS = 500_000_000;
    private static final int EXIT_CODE = 77;

    private final long most;
    private long next = System.nanoTime();

    /** @param most bytes */
    MemoryBound(long most) {
        this.most = most;
    }

    /** Looks now and then, however often it is called. */
    void check() {
        if (System.nanoTime() - next < 0) {
            return;
        }
        next = System.nanoTime() + LOOK_NANOS;
        long resident = resident();
        if (resident > most) {
            System.err.printf("it took %,d bytes of memory, more than %,d: somebody floods it%n", resident, most);
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }

    /** In bytes; 0 where that cannot be told. */
    private static long resident() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D+", "")) << 10;
                }
            }
        } catch (IOException | NumberFormatException hidden) {
            // Without /proc there is no bound.
        }
        return 0;
    }
}
