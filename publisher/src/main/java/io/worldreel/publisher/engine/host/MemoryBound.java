package io.worldreel.publisher.engine.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Says when this process takes more memory than it may, so that it ends: libtorrent keeps what it has to send to peers that do not read, and whoever connects
 * often enough would have it keep more and more.
 */
final class MemoryBound {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final long LOOK_NANOS = 500_000_000;

    private final long most;
    private long next = System.nanoTime();

    /** @param most bytes */
    MemoryBound(long most) {
        this.most = most;
    }

    /**
     * Looks now and then, however often it is called.
     *
     * @return why this process has to end; empty if it need not
     */
    Optional<String> check() {
        if (System.nanoTime() - next < 0) {
            return Optional.empty();
        }
        next = System.nanoTime() + LOOK_NANOS;
        long resident = resident();
        return resident <= most
                ? Optional.empty()
                : Optional.of("it took %d MB of memory, more than %d: somebody floods it".formatted(resident >> 20,
                        most >> 20));
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
