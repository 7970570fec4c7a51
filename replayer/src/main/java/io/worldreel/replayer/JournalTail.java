package io.worldreel.replayer;

import io.worldreel.format.FormatException;
import io.worldreel.format.WorldState;
import io.worldreel.format.journal.JournalDocument;
import io.worldreel.format.journal.JournalVisitor;
import io.worldreel.format.message.FrameMessage;
import io.worldreel.format.message.Message;
import io.worldreel.format.segment.FrameGatherer;
import io.worldreel.format.segment.Lifetime;
import io.worldreel.format.segment.SegmentIdentity;
import io.worldreel.format.window.WindowBuilder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The frames at the end of a journal that can be read nowhere else yet. What comes in between two looks becomes a small window, made
 * once; windows end where the recorder's do, as far as that can be told, so that they can be given up when it has stored its own.
 * Owned by one thread.
 */
final class JournalTail implements JournalVisitor, AutoCloseable {
    private final long after;
    private final Optional<Before> before;
    private long stored;
    private final Deque<TailSegment> segments = new ArrayDeque<>();
    private final Deque<Window> windows = new ArrayDeque<>();
    private @Nullable SegmentIdentity session;
    private FrameGatherer gatherer = new FrameGatherer();
    /** Whether frames of the session are stored elsewhere, and none has been gathered. */
    private boolean continues;
    private long lastTick;
    /** What the recorder has gathered since it stored a window, as far as that can be told. */
    private int unstoredFrames;
    private long unstoredBytes;
    private @Nullable Path folder;
    private int files;

    /**
     * What was stored when these frames began.
     *
     * @param living the lives that had not ended
     */
    record Before(WorldState state, List<Lifetime> living) {}

    /** One that the recorder has not stored. */
    private record Window(long lastTick, int frames, long bytes) {}

    /**
     * @param after the last tick that is stored elsewhere; {@link Long#MIN_VALUE} if there is none
     * @param before what was true then
     */
    JournalTail(long after, Optional<Before> before) {
        this.after = after;
        this.before = before;
        stored = after;
        lastTick = after;
    }

    @Override
    public void message(Message message, long cursor, boolean repeated) {
        try {
            switch (message) {
                case Message.Hello hello -> begin(hello, repeated);
                case Message.Declaration declaration -> declare(declaration);
                case Message.EntityName name -> gatherer.name(name.ref(), name.name());
                case FrameMessage frame -> add(frame);
                case Message.End end -> {
                    // the recorder seals what is left
                }
            }
        } catch (FormatException | IllegalArgumentException refused) {
            // the recorder refuses it as well, and tells
        }
    }

    private void begin(Message.Hello hello, boolean repeated) {
        if (repeated && session != null) {
            return;
        }
        giveUp();
        session = new SegmentIdentity(hello.world(), hello.source(), hello.sender());
        gatherer = new FrameGatherer();
        continues = repeated;
    }

    private void declare(Message.Declaration declaration) {
        boolean isNew = gatherer.declare(declaration.number(), declaration.component());
        if (isNew && hasOpenSegment()) {
            segments.getLast().declare(declaration.number(), declaration.component());
        }
    }

    private void add(FrameMessage frame) {
        if (frame.tick() <= after) {
            continues = true;
            return;
        }
        if (frame.tick() <= lastTick || session == null) {
            return; // as the recorder does with it
        }
        if (WindowBuilder.isFull(unstoredFrames, unstoredBytes)) {
            endWindow();
        }
        if (continues) {
            before.ifPresent(stored -> gatherer.restore(stored.state(), stored.living()));
            continues = false;
        }
        long bytes = gatherer.valueBytes();
        gatherer.add(frame);
        lastTick = frame.tick();
        unstoredFrames++;
        unstoredBytes += gatherer.valueBytes() - bytes;
    }

    @Override
    public void dropped(JournalDocument.Dropped dropped, long cursor) {
        // the account of ticks is told when they are sealed
    }

    @Override
    public void mark(long cursor) {
        endWindow();
    }

    @Override
    public void damaged(String problem, long cursor) {
        // a recovery tells what is damaged; here the frames that can be read count
    }

    /** Ends a window where the recorder ends one. */
    private void endWindow() {
        settle();
        unstoredFrames = 0;
        unstoredBytes = 0;
        if (hasOpenSegment() && segments.getLast().isLong()) {
            segments.getLast().finish();
            gatherer.beginSegment();
        }
    }

    private boolean hasOpenSegment() {
        return !segments.isEmpty() && !segments.getLast().isFinished();
    }

    /** Makes a window of the frames that have come since it was last called. */
    void settle() {
        SegmentIdentity identity = session;
        if (identity == null || gatherer.frames() == 0) {
            return;
        }
        if (!hasOpenSegment()) {
            segments.add(new TailSegment(newFile(), identity, gatherer));
        }
        windows.add(new Window(lastTick, gatherer.frames(), gatherer.valueBytes()));
        segments.getLast().store(gatherer);
    }

    private Path newFile() {
        try {
            Path used = folder;
            if (used == null) {
                used = Files.createTempDirectory("worldreel-tail-");
                folder = used;
            }
            return used.resolve(files++ + ".sqlite");
        } catch (IOException failure) {
            throw new UncheckedIOException("making a folder for the end of a journal failed: " + failure
                    + "; java.io.tmpdir must name one that can be written", failure);
        }
    }

    /**
     * Forgets the frames up to a tick, which can be read elsewhere from now on. False if that cannot be done, or frames are missing:
     * then the journal must be read anew.
     */
    boolean storedUpTo(long tick) {
        if (tick == stored) {
            return true;
        }
        while (!windows.isEmpty() && windows.getFirst().lastTick() <= tick) {
            stored = windows.removeFirst().lastTick();
        }
        unstoredFrames = windows.stream().mapToInt(Window::frames).sum();
        unstoredBytes = windows.stream().mapToLong(Window::bytes).sum();
        while (!segments.isEmpty() && segments.getFirst().lastTick() <= stored) {
            segments.removeFirst().close();
            if (segments.isEmpty()) {
                gatherer.beginSegment();
            }
        }
        return tick == stored;
    }

    /** From the oldest to the newest. What they hold up to the tick that is stored is not to be shown. */
    List<TailSegment> segments() {
        return List.copyOf(segments);
    }

    private void giveUp() {
        windows.clear();
        unstoredFrames = 0;
        unstoredBytes = 0;
        while (!segments.isEmpty()) {
            segments.removeFirst().close();
        }
    }

    @Override
    public void close() {
        giveUp();
        Path used = folder;
        if (used != null) {
            folder = null;
            try {
                Files.deleteIfExists(used);
            } catch (IOException failure) {
                throw new UncheckedIOException("deleting " + used + " failed: " + failure, failure);
            }
        }
    }
}
