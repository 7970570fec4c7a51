package io.worldreel.zstdvfs;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The memory outside the heap that one reader holds. The first buffers of each reader come from a few that all readers of the process
 * share and that are never freed: to free memory that any thread may use stops every thread of the JVM for a moment, which a reader
 * that is closed again after a few zstd frames need not cost. Safe for many threads.
 */
final class FrameMemory implements AutoCloseable {
    private static final int SHARED_BYTES = 64 << 10;
    private static final int MOST_SHARED = 64;
    private static final Deque<MemorySegment> IDLE = new ArrayDeque<>();
    private static int shared;

    private final List<MemorySegment> borrowed = new ArrayList<>();
    private @Nullable Arena own;

    /** Memory of any content, valid until this is closed. */
    synchronized MemorySegment allocate(long bytes) {
        MemorySegment buffer = bytes <= SHARED_BYTES ? borrow() : null;
        if (buffer != null) {
            borrowed.add(buffer);
            return buffer.asSlice(0, bytes);
        }
        Arena arena = own;
        if (arena == null) {
            arena = Arena.ofShared();
            own = arena;
        }
        return arena.allocate(bytes, 64);
    }

    private static @Nullable MemorySegment borrow() {
        synchronized (IDLE) {
            MemorySegment idle = IDLE.poll();
            if (idle == null && shared < MOST_SHARED) {
                shared++;
                idle = Arena.global().allocate(SHARED_BYTES, 64);
            }
            return idle;
        }
    }

    /** No thread may use any of it any more. */
    @Override
    public synchronized void close() {
        synchronized (IDLE) {
            borrowed.forEach(IDLE::push);
        }
        borrowed.clear();
        if (own != null) {
            own.close();
        }
    }
}
