package io.worldreel.recorder;

import io.worldreel.format.CorruptException;
import io.worldreel.format.FormatException;
import io.worldreel.format.WorldState;
import io.worldreel.format.journal.JournalDocument;
import io.worldreel.format.message.FrameMessage;
import io.worldreel.format.message.Message;
import io.worldreel.format.segment.FrameGatherer;
import io.worldreel.format.segment.Gap;
import io.worldreel.format.segment.Lifetime;
import io.worldreel.format.segment.SegmentIdentity;
import io.worldreel.format.segment.SegmentWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the messages of one source into windows of a segment, and full segments over to a sink. Synchronous; owned by one thread.
 *
 * <p>What has been handed over is durable in steps of one segment: {@link #cursor} says how far. A message that is refused with
 * {@link CorruptException} or {@link IllegalArgumentException} changes nothing, and the next may follow; after any other failure
 * the object is good for nothing but {@link #close}, which leaves the segment as the last whole window left it.
 */
final class SegmentFeed implements AutoCloseable {
    private final Path file;
    private final SegmentSink sink;
    private final IngestConfig config;
    private final TickAccount account;

    private FrameGatherer gatherer = new FrameGatherer();
    private @Nullable SegmentIdentity session;
    private @Nullable SegmentWriter segment;
    private long segmentStartNanos;
    private long lastTick = Long.MIN_VALUE;
    /** The times of what was dropped since the last frame. */
    private long droppedFromNanos = Long.MAX_VALUE;
    private long droppedToNanos = Long.MIN_VALUE;
    private long frames;
    private long storedFrames;
    private long sealedFrames;
    private long framesBeforeSession;
    private boolean recovering;
    /** What was accepted is to be sealed and kept, but its last frame may be the source's last. */
    private boolean marked;
    private long rawBytes;
    private long accepted = -1;
    private long stored = -1;
    private long sealed = -1;

    /**
     * @param file where the open segment goes; it must not exist
     * @param sink takes the segment over when it is full
     */
    SegmentFeed(Path file, SegmentSink sink, IngestConfig config) {
        this.file = file;
        this.sink = sink;
        this.config = config;
        account = new TickAccount(config.countMissing());
    }

    /**
     * Takes the next message.
     *
     * @param cursor its place in the journal, rising
     * @throws CorruptException if it contradicts what the session said before
     * @throws IllegalArgumentException if it goes beyond a limit
     * @throws java.io.UncheckedIOException if a file cannot be written
     */
    void accept(Message message, long cursor) {
        if (!(message instanceof Message.End)) {
            sealMarked();
        }
        switch (message) {
            case Message.Hello hello -> begin(hello);
            case Message.Declaration declaration -> declare(declaration);
            case Message.EntityName name -> {
                requireSession();
                gatherer.name(name.ref(), name.name());
            }
            case FrameMessage frame -> add(frame, cursor);
            case Message.End end -> {
                if (end.sourceGoesOn()) {
                    finish();
                } else {
                    end();
                }
            }
        }
        accepted = cursor;
    }

    private SegmentIdentity requireSession() {
        if (session == null) {
            throw new CorruptException("a session does not begin with a hello");
        }
        return session;
    }

    /** A segment is of one session. */
    private void begin(Message.Hello hello) {
        finish();
        session = new SegmentIdentity(hello.world(), hello.source(), hello.sender());
        framesBeforeSession = frames;
        gatherer = new FrameGatherer();
        account.reset();
    }

    private void declare(Message.Declaration declaration) {
        requireSession();
        if (gatherer.declare(declaration.number(), declaration.component()) && segment != null) {
            segment.declare(declaration.number(), declaration.component());
        }
    }

    /**
     * Goes on with a session whose frames up to a tick are stored elsewhere. Its components must have been declared.
     *
     * @param living the lives that had not ended
     */
    void resume(WorldState state, List<Lifetime> living) {
        gatherer.restore(state, living);
        account.resume(state.tick());
        lastTick = state.tick();
    }

    /** Counts all frames as recovered. */
    void recovering() {
        recovering = true;
    }

    /** Refuses ticks up to this one. */
    void follow(long tick) {
        lastTick = tick;
    }

    private void add(FrameMessage frame, long cursor) {
        SegmentIdentity identity = requireSession();
        if (frame.tick() <= lastTick) {
            throw new CorruptException("tick " + frame.tick() + " does not rise above tick " + lastTick);
        }
        if (segment != null && frame.timeNanos() - segmentStartNanos >= config.segmentTime().toNanos()) {
            seal();
        } else if (gatherer.isFull()) {
            store();
        }
        gatherer.add(frame);
        if (segment == null) {
            open(identity, frame.timeNanos());
        }
        account.recorded(frame.tick());
        forgetDropped();
        lastTick = frame.tick();
        frames++;
        if (isMark(frame)) {
            mark(cursor);
        }
    }

    /** Whether one of its events is a mark. */
    private boolean isMark(FrameMessage frame) {
        if (config.markOn().isPresent()) {
            for (int i = 0; i < frame.events(); i++) {
                if (config.markOn().get().equals(frame.eventKind(i))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Has what was accepted sealed and kept: with the next message, which may say that the source has ended, or by {@link #sealMarked}. */
    void mark(long cursor) {
        accepted = cursor;
        marked = true;
    }

    /** As {@link #mark(long)}, at once, for a mark that has no place in the journal. */
    void mark() {
        marked = true;
        sealMarked();
    }

    /** Seals what was marked, if anything was. */
    void sealMarked() {
        if (marked) {
            seal();
            keepMarked();
        }
    }

    private void keepMarked() {
        if (marked && session != null) {
            sink.keep(session.source());
        }
        marked = false;
    }

    /** Accounts for the frames before a tick as lost, if there could have been any. */
    void lostBefore(long tick, String reason) {
        account.lostBefore(tick, reason);
    }

    /** Accounts for frames that the sender made and nobody stored. */
    void dropped(JournalDocument.Dropped dropped, long cursor) {
        account.dropped(dropped.firstTick(), dropped.lastTick(), dropped.reason());
        droppedFromNanos = Math.min(droppedFromNanos, dropped.fromNanos());
        droppedToNanos = Math.max(droppedToNanos, dropped.toNanos());
        accepted = cursor;
    }

    private void forgetDropped() {
        droppedFromNanos = Long.MAX_VALUE;
        droppedToNanos = Long.MIN_VALUE;
    }

    private void open(SegmentIdentity identity, long timeNanos) {
        storing(() -> {
            SegmentWriter opened = create(identity);
            segment = opened;
            gatherer.components().forEach(opened::declare);
        });
        segmentStartNanos = timeNanos;
    }

    /** What was accepted is sound: where it cannot be stored a file is to blame, never the message that led to it. */
    private void storing(Runnable action) {
        try {
            action.run();
        } catch (FormatException | IllegalArgumentException broken) {
            throw new UncheckedIOException(
                    new IOException("storing into segment " + file + " failed: " + broken.getMessage(), broken));
        }
    }

    /** Makes the segment under another name, so that a crash in between leaves no half-made one under its own. */
    private SegmentWriter create(SegmentIdentity identity) {
        Path unnamed = file.resolveSibling(SourceFiles.NEW + file.getFileName());
        try {
            SourceFiles.deleteSegment(unnamed);
            SegmentWriter.create(unnamed, identity).close();
            Files.move(unnamed, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new UncheckedIOException("creating segment " + file + " failed: " + failure.getMessage(), failure);
        }
        return SegmentWriter.reopen(file);
    }

    /** Stores the window that is being built, if it has frames. */
    private void store() {
        SegmentWriter open = segment;
        if (open == null || gatherer.frames() == 0) {
            return;
        }
        storing(() -> {
            account.takeBefore(lastTick).forEach(open::account);
            rawBytes += gatherer.store(open, accepted).rawBytes();
        });
        stored = accepted;
        storedFrames = frames;
        if (open.bytes() >= config.segmentBytes() || rawBytes >= config.segmentRawBytes()) {
            closeAndSeal(open);
        }
    }

    private void seal() {
        store();
        if (segment != null) {
            closeAndSeal(segment);
        }
    }

    /** Stores and seals all that has been accepted: the session has ended in order. */
    void end() {
        if (segment != null) {
            segment.ended();
        } else if (sealedFrames > framesBeforeSession) {
            sink.end(file); // nothing came after a mark
        }
        finish();
    }

    /**
     * Stores and seals all that has been accepted: no frame of this session follows here. What was dropped since the last segment was
     * sealed makes one of its own, without windows.
     */
    void finish() {
        List<Gap> gaps = account.takeAll();
        if (session != null && segment == null && !gaps.isEmpty()) {
            segment = create(session);
            segment.times(droppedFromNanos, droppedToNanos);
        }
        if (segment != null) {
            gaps.forEach(segment::account);
        }
        seal();
        keepMarked();
        forgetDropped();
    }

    private void closeAndSeal(SegmentWriter full) {
        segment = null;
        gatherer.beginSegment();
        rawBytes = 0;
        if (recovering) {
            full.recovered(storedFrames - sealedFrames);
        }
        sealedFrames = storedFrames;
        storing(() -> {
            full.close();
            sink.seal(file);
        });
        sealed = stored;
    }

    /** The journal's place up to which everything stands in chunks; -1 if there is none yet. */
    long cursor() {
        return sealed;
    }

    /** Frames that were accepted. */
    long frames() {
        return frames;
    }

    /** Frames that stand in a segment or a chunk. */
    long storedFrames() {
        return storedFrames;
    }

    /** The tick of the last frame that was accepted; {@link Long#MIN_VALUE} if there was none. */
    long lastTick() {
        return lastTick;
    }

    /** Closes the open segment as it is, at the end of its last whole window. */
    @Override
    public void close() {
        SegmentWriter left = segment;
        segment = null;
        if (left != null) {
            left.close();
        }
    }
}
