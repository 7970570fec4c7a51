package io.worldreel.recorder;

import io.worldreel.format.Component;
import io.worldreel.format.journal.JournalDocument;
import io.worldreel.format.message.FrameEncoder;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The way of messages from the recording thread into the journal: ticks rise, frames for which there is no room are accounted for.
 *
 * <p>Owned by the recording thread; {@link #frames} and {@link #dropped} are open to all.
 */
final class FramePath {
    /** More than the document takes that says what was dropped. */
    private static final int DROPPED_BYTES = 256;
    private static final String NO_ROOM = "the journal had no room";

    private final Journal journal;
    private final Overload overload;
    private final FrameEncoder encoder = new FrameEncoder();
    private final RecordingFrame frame = new RecordingFrame(this, encoder);
    private final DroppedTicks drops = new DroppedTicks();
    private final AtomicLong frames = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private long lastTick;
    private boolean closed;

    /** @param lastTick above which ticks are to rise */
    FramePath(Journal journal, Overload overload, long lastTick) {
        this.journal = journal;
        this.overload = overload;
        this.lastTick = lastTick;
    }

    void declare(int number, Component component) {
        encoder.declare(number, component);
    }

    /** Appends what belongs to the session; a frame that is open gives its place up. */
    void say(MemorySegment message) {
        encoder.settle();
        journal.appendForSession(message);
    }

    void mark() {
        encoder.settle();
        journal.append(MemorySegment.ofArray(new JournalDocument.Mark().encoded()));
    }

    /** As {@link Recorder#frame}. */
    RecordingFrame frame(long tick, long timeNanos) {
        requireOpen();
        if (tick <= lastTick) {
            throw new IllegalArgumentException("tick " + tick + " does not rise above tick " + lastTick
                    + ", which is recorded already; number frames from lastTick() + 1");
        }
        if (!frame.isClosed()) {
            throw new IllegalStateException("the frame of tick " + encoder.tick() + " is still open; close it");
        }
        frame.begin(tick, timeNanos);
        journal.begin(encoder);
        return frame;
    }

    /** Takes a finished frame from the frame that built it. */
    void take(FrameEncoder finished) {
        requireOpen();
        lastTick = finished.tick();
        if (!drops.isEmpty()) {
            finished.settle();
        }
        if (overload == Overload.WAIT) {
            appendDropped();
            journal.append(finished);
        } else if (!tellDropped(finished.length()) || !journal.offer(finished)) {
            drop(lastTick, finished.timeNanos(), NO_ROOM);
            return;
        }
        frames.incrementAndGet();
    }

    /** Takes a frame encoded elsewhere, or returns false at once if there is no room for it. */
    boolean offer(long tick, MemorySegment message) {
        requireOpen();
        if (!tellDropped(message.byteSize()) || !journal.offer(message)) {
            return false;
        }
        lastTick = tick;
        frames.incrementAndGet();
        return true;
    }

    /** Takes a declaration or name encoded elsewhere, or returns false at once if there is no room for it. */
    boolean offerForSession(MemorySegment message) {
        requireOpen();
        return journal.offerForSession(message);
    }

    void drop(long tick, long timeNanos, String reason) {
        requireOpen();
        drops.add(tick, timeNanos, reason);
        lastTick = tick;
        dropped.incrementAndGet();
    }

    /** Says in the journal what was dropped, waiting for room if need be. */
    void appendDropped() {
        for (; !drops.isEmpty(); drops.removeFirst()) {
            journal.append(MemorySegment.ofArray(drops.first().encoded()));
        }
    }

    /** Says in the journal what was dropped, as far as there is room for that and for the frame that comes next. */
    private boolean tellDropped(long nextBytes) {
        while (!drops.isEmpty()) {
            if (!journal.hasRoomFor(DROPPED_BYTES + nextBytes)
                    || !journal.offer(MemorySegment.ofArray(drops.first().encoded()))) {
                return false;
            }
            drops.removeFirst();
        }
        return true;
    }

    /** The tick of the last frame that was recorded or dropped, in any session; {@link Long#MIN_VALUE} if there was none. */
    long lastTick() {
        return lastTick;
    }

    /** Frames that were taken. Any thread. */
    long frames() {
        return frames.get();
    }

    /** Frames that were not. Any thread. */
    long dropped() {
        return dropped.get();
    }

    boolean isClosed() {
        return closed;
    }

    /** Takes nothing more. */
    void close() {
        closed = true;
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this recorder is closed");
        }
    }
}
