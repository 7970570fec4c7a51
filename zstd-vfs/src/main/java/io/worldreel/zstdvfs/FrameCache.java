package io.worldreel.zstdvfs;

import static io.worldreel.zstdvfs.SeekTableFormat.GROUP;
import static io.worldreel.zstdvfs.SeekTableFormat.GROUP_SHIFT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Decompressed zstd frames in a fixed number of buffers outside the heap. Safe for many threads.
 *
 * <p>Invariants. A buffer's {@code pins} is -1 while one thread owns it to fill it, 0 while it is cached and unused, and
 * otherwise the number of readers, under whom neither its content nor its index changes. The slot of a pinned frame
 * points to it. A hit takes no lock: it finds the buffer in the slot, pins it, and looks at its index again, since the
 * buffer may have been given to another frame in between. Eviction is CLOCK over the buffers.
 */
final class FrameCache {
    private static final int OWNED = -1;
    private static final int MIN_BUFFERS = 8;
    private static final long WAIT_NANOS = 10_000_000_000L;

    /** A buffer, and the zstd frame that it holds. */
    static final class Frame {
        private static final AtomicIntegerFieldUpdater<Frame> PINS = AtomicIntegerFieldUpdater.newUpdater(Frame.class,
                "pins");
        final MemorySegment memory;
        final ByteBuffer buffer;
        final long address;
        private volatile int pins = OWNED;
        private volatile boolean used;
        private volatile int index = -1;
        /** Set on the frame at which read-ahead wants to hear that its reader has arrived. */
        volatile boolean mark;

        Frame(MemorySegment memory) {
            this.memory = memory;
            this.buffer = memory.asByteBuffer();
            this.address = memory.address();
        }

        private boolean tryPin() {
            for (int p = pins; p >= 0; p = pins) {
                if (PINS.compareAndSet(this, p, p + 1)) {
                    return true;
                }
            }
            return false;
        }

        void unpin() {
            PINS.decrementAndGet(this);
        }
    }

    private final String name;
    private final FrameMemory memory;
    private final int frameSize;
    private final AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable Frame>> slots;
    private final AtomicReferenceArray<@Nullable Frame> ring;
    private final AtomicInteger allocated = new AtomicInteger();
    private final AtomicInteger hand = new AtomicInteger();

    /** @param memory of the buffers; closed by the caller when no thread uses the cache any more */
    FrameCache(String name, FrameMemory memory, int frames, int frameSize, long cacheBytes) {
        this.name = name;
        this.memory = memory;
        this.frameSize = frameSize;
        this.slots = new AtomicReferenceArray<>(Math.max(1, (frames + GROUP - 1) >>> GROUP_SHIFT));
        long wanted = Math.max(MIN_BUFFERS, cacheBytes / frameSize);
        this.ring = new AtomicReferenceArray<>((int) Math.min(wanted, Math.max(frames, MIN_BUFFERS)));
    }

    /** Number of buffers: the most frames that can be cached or pinned at once. */
    int capacity() {
        return ring.length();
    }

    /** The frame, pinned, or null if it is not cached. */
    @Nullable
    Frame tryPin(int index) {
        var group = slots.getAcquire(index >>> GROUP_SHIFT);
        if (group == null) {
            return null;
        }
        Frame frame = group.getAcquire(index & (GROUP - 1));
        if (frame == null || !frame.tryPin()) {
            return null;
        }
        if (frame.index != index) {
            frame.unpin();
            return null;
        }
        if (!frame.used) {
            frame.used = true;
        }
        return frame;
    }

    boolean contains(int index) {
        var group = slots.getAcquire(index >>> GROUP_SHIFT);
        Frame frame = group == null ? null : group.getAcquire(index & (GROUP - 1));
        return frame != null && frame.index == index && frame.pins != OWNED;
    }

    /** The frame pinned before by {@link #tryPin}, which has not been unpinned since. */
    Frame pinned(int index) {
        Frame frame = group(index).getAcquire(index & (GROUP - 1));
        if (frame == null || frame.index != index) {
            throw new IllegalStateException("zstd frame " + index + " is not pinned");
        }
        return frame;
    }

    /** A buffer for the caller alone, to be passed to {@link #publish} or {@link #giveBack}. */
    Frame take() throws IOException {
        long deadline = 0;
        for (;;) {
            Frame frame = allocated.get() < ring.length() ? allocate() : null;
            frame = frame == null ? evict() : frame;
            if (frame != null) {
                return frame;
            }
            long now = System.nanoTime();
            if (deadline == 0) {
                deadline = now + WAIT_NANOS;
            } else if (now - deadline > 0) {
                throw new RefusedFileException(name, "all " + ring.length() + " cached zstd frames are in use at once",
                        "raise VfsConfig.cacheBytes");
            }
            LockSupport.parkNanos(20_000);
        }
    }

    private @Nullable Frame allocate() {
        int i = allocated.getAndIncrement();
        if (i >= ring.length()) {
            allocated.decrementAndGet();
            return null;
        }
        var frame = new Frame(memory.allocate(frameSize));
        ring.setRelease(i, frame);
        return frame;
    }

    private @Nullable Frame evict() {
        for (int tries = 2 * ring.length(); tries > 0; tries--) {
            int at = Integer.remainderUnsigned(hand.getAndIncrement(), ring.length());
            Frame frame = ring.getAcquire(at);
            if (frame == null || frame.pins != 0) {
                continue;
            }
            if (frame.used) {
                frame.used = false;
            } else if (Frame.PINS.compareAndSet(frame, 0, OWNED)) {
                int index = frame.index;
                if (index >= 0) {
                    group(index).compareAndSet(index & (GROUP - 1), frame, null);
                }
                return frame;
            }
        }
        return null;
    }

    /** Makes a filled buffer the cached copy of {@code index}; pinned once if {@code pinned}. */
    void publish(Frame frame, int index, boolean pinned, boolean mark) {
        frame.index = index;
        frame.mark = mark;
        frame.used = pinned;
        frame.pins = pinned ? 1 : 0;
        group(index).setRelease(index & (GROUP - 1), frame);
    }

    /** Returns a buffer that was not filled. */
    void giveBack(Frame frame) {
        frame.index = -1;
        frame.used = false;
        frame.pins = 0;
    }

    private AtomicReferenceArray<@Nullable Frame> group(int index) {
        int at = index >>> GROUP_SHIFT;
        var group = slots.getAcquire(at);
        if (group != null) {
            return group;
        }
        var fresh = new AtomicReferenceArray<@Nullable Frame>(GROUP);
        var other = slots.compareAndExchange(at, null, fresh);
        return other == null ? fresh : other;
    }
}
