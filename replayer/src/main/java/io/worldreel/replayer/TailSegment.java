package io.worldreel.replayer;

import io.worldreel.format.Component;
import io.worldreel.format.segment.FrameGatherer;
import io.worldreel.format.segment.Segment;
import io.worldreel.format.segment.SegmentIdentity;
import io.worldreel.format.segment.SegmentWriter;
import io.worldreel.format.window.EncodedWindow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Frames from a journal, as windows in a segment of the reader's own. It grows only, so whoever has it open goes on to read what was
 * there; its file is deleted with it, which takes nothing from them. Owned by one thread.
 */
final class TailSegment implements AutoCloseable {
    /** A segment of so many windows, or bytes of values, is long enough to be given up as a whole. */
    private static final int LONG_WINDOWS = 256;
    private static final long LONG_BYTES = 64L << 20;

    private final Path file;
    private @Nullable SegmentWriter writer;
    private int windows;
    private long rawBytes;
    private long firstTick = Long.MAX_VALUE;
    private long lastTick = Long.MIN_VALUE;

    /** @param file that does not exist yet */
    TailSegment(Path file, SegmentIdentity session, FrameGatherer gatherer) {
        this.file = file;
        SegmentWriter created = SegmentWriter.create(file, session);
        writer = created;
        gatherer.components().forEach(created::declare);
    }

    boolean isFinished() {
        return writer == null;
    }

    void declare(int number, Component component) {
        Objects.requireNonNull(writer, "finished").declare(number, component);
    }

    /** Stores the frames that were gathered. */
    void store(FrameGatherer gatherer) {
        EncodedWindow window = gatherer.store(Objects.requireNonNull(writer, "finished"), 0);
        firstTick = Math.min(firstTick, window.firstTick());
        windows++;
        rawBytes += window.rawBytes();
        lastTick = window.lastTick();
    }

    /** Changes with what it holds. */
    int windows() {
        return windows;
    }

    boolean isLong() {
        return windows >= LONG_WINDOWS || rawBytes >= LONG_BYTES;
    }

    long firstTick() {
        return firstTick;
    }

    long lastTick() {
        return lastTick;
    }

    /** Opens it as it is now; the caller owns what it gets. */
    Segment read() {
        return Segment.open(file);
    }

    /** Takes no more windows from here on. */
    void finish() {
        SegmentWriter open = writer;
        writer = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() {
        finish();
        try {
            Files.deleteIfExists(file);
        } catch (IOException failure) {
            throw new UncheckedIOException("deleting " + file + " failed: " + failure, failure);
        }
    }
}
