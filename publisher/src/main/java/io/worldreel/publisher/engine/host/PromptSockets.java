package io.worldreel.publisher.engine.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Switches Nagle's algorithm off for the sockets of this process. libtorrent leaves it on and asks a peer that was idle for two blocks at a
 * time; where a block fits into one segment, as on the loopback, each pair then waits 40 ms for an acknowledgement.
 */
final class PromptSockets {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_NODELAY = 1;
    private static final MethodHandle SETSOCKOPT = Linker.nativeLinker().downcallHandle(
            Linker.nativeLinker().defaultLookup().findOrThrow("setsockopt"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));

    private PromptSockets() {}

    /** All that are open now. What is no TCP socket refuses the option, which does no harm. */
    static void all() {
        try (Arena arena = Arena.ofConfined(); Stream<Path> open = Files.list(DESCRIPTORS)) {
            MemorySegment on = arena.allocateFrom(ValueLayout.JAVA_INT, 1);
            open.map(each -> Integer.parseInt(each.getFileName().toString())).forEach(each -> set(each, on));
        } catch (IOException | UncheckedIOException hidden) {
            // Without /proc it works as well, only slower.
        }
    }

    private static void set(int descriptor, MemorySegment on) {
        try {
            var _ = (int) SETSOCKOPT.invokeExact(descriptor, IPPROTO_TCP, TCP_NODELAY, on, (int) on.byteSize());
        } catch (Throwable impossible) {
            throw new IllegalStateException("setsockopt takes these", impossible);
        }
    }
}
