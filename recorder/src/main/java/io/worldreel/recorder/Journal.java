package io.worldreel.recorder;

import io.worldreel.format.journal.JournalReader;
import io.worldreel.format.journal.JournalVisitor;
import io.worldreel.format.message.FrameEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The crash-safe queue of a source's messages on the recorder's disk (FORMAT.md, "Journal"). What was appended survives the death
 * of the process.
 *
 * <p>Appending is the recording thread's, reading the writer thread's; {@link #release} and {@link #problem} are open to all.
 */
final class Journal implements AutoCloseable {
    private static final long PATIENCE_NANOS = 10_000_000_000L;
    private static final long PAUSE_NANOS = 100_000;

    private final JournalConfig config;
    private final Path directory;
    private final SessionMessages said = new SessionMessages();
    private final JournalKeeper keeper;
    private final long first;
    private final boolean syncsEveryFrame;
    private JournalPart current;

    private Journal(Path directory, JournalConfig config) throws IOException {
        this.directory = directory;
        this.config = config;
        syncsEveryFrame = config.sync() instanceof Sync.EveryFrame;
        keeper = new JournalKeeper(directory, config, said);
        current = keeper.current();
        first = current.number();
    }

    /**
     * Opens a journal for a new session, in new parts behind those that exist.
     *
     * @throws RecorderException if the directory cannot be written, or is full
     */
    static Journal open(Path directory, JournalConfig config) {
        Journal journal = null;
        try {
            journal = new Journal(directory, config);
            Rehearsal.once(journal);
            journal.keeper.publish(journal.current);
            return journal;
        } catch (IOException | RuntimeException | InternalError failure) {
            if (journal != null) {
                journal.close();
            }
            String reason = failure instanceof Exception e ? SourceLock.reason(e) : failure.toString();
            throw new RecorderException(
                    "cannot open a journal in " + directory + ": " + reason + "; it needs a disk with room to write",
                    failure);
        }
    }

    /** Forgets what was appended. Only before the journal is open to readers. */
    void rewind() {
        current.rewind();
    }

    /** Whether {@link #offer} would take so many bytes. Recording thread. */
    boolean hasRoomFor(long bytes) {
        turnOver(bytes);
        return current.hasRoomFor(bytes);
    }

    /**
     * Lets a frame be built where it is to lie; until it is offered, nothing may be appended unless the frame has been settled
     * before. Recording thread.
     */
    void begin(FrameEncoder frame) {
        turnOver(0);
        current.begin(frame);
    }

    /** Appends a message if memory for it is present; otherwise returns false at once. Recording thread. */
    boolean offer(MemorySegment message) {
        if (!hasRoomFor(message.byteSize())) {
            return false;
        }
        current.append(message, (int) message.byteSize());
        syncFrame();
        return true;
    }

    /**
     * Appends a frame as {@link #offer(MemorySegment)} does, without a copy in between.
     *
     * @throws IllegalStateException if the frame is too large for a message
     */
    boolean offer(FrameEncoder frame) {
        int length = frame.length();
        if (!current.hasRoomFor(length)) {
            frame.settle();
            if (!hasRoomFor(length)) {
                return false;
            }
        }
        current.append(frame, length);
        syncFrame();
        return true;
    }

    private void syncFrame() {
        if (syncsEveryFrame) {
            sync();
        }
    }

    private void sync() {
        try {
            current.sync();
        } catch (IOException failure) {
            throw new RecorderException("cannot sync the journal in " + directory + ": " + SourceLock.reason(failure)
                    + "; frames up to this one may not survive a loss of power", failure);
        }
    }

    /**
     * Appends a message, waiting for memory if need be. Recording thread.
     *
     * @throws RecorderException if there is none for too long
     */
    void append(MemorySegment message) {
        if (!offer(message)) {
            await(() -> offer(message), message.byteSize());
        }
    }

    void append(FrameEncoder frame) {
        if (!offer(frame)) {
            await(() -> offer(frame), frame.length());
        }
    }

    private void await(BooleanSupplier taken, long bytes) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!taken.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                String problem = keeper.problem();
                throw new RecorderException(problem != null
                        ? problem
                        : "the journal in " + directory + " has no room for " + bytes
                                + " bytes: its disk, or the writer of segments, does not keep up");
            }
            LockSupport.parkNanos(this, PAUSE_NANOS);
        }
    }

    /** Appends a message that belongs to the session and is repeated in every later part. Recording thread. */
    void appendForSession(MemorySegment message) {
        append(message);
        said.add(message);
    }

    /** Appends a message of the session as {@link #offer} does. Recording thread. */
    boolean offerForSession(MemorySegment message) {
        if (!offer(message)) {
            return false;
        }
        said.add(message);
        return true;
    }

    /** Goes on in the next part when this one is long enough and the next is ready; else a part grows a little longer. */
    private void turnOver(long bytes) {
        if (current.written() + bytes < config.partBytes()) {
            return;
        }
        JournalPart next = keeper.takePrepared();
        if (next == null) {
            return;
        }
        if (said.size() > next.repeated()) {
            for (byte[] message : said.from(next.repeated())) {
                next.append(MemorySegment.ofArray(message), message.length);
            }
        }
        MemorySegment end = next.continuation();
        current.append(end, (int) end.byteSize());
        syncFrame();
        current.end();
        current = next;
    }

    /** Reads what this session appends, from its beginning, while it does so. */
    Reader reader() {
        return new Reader(directory, first, keeper);
    }

    /** Lets the parts before the one in which {@code cursor} lies be deleted. */
    void release(long cursor) {
        keeper.release(cursor);
    }

    /** Why the journal cannot grow at the moment, if it cannot. */
    @Nullable
    String problem() {
        return keeper.problem();
    }

    /** Unmaps the files and leaves them for a recovery. */
    @Override
    public void close() {
        keeper.close();
    }

    /** Closes, and deletes what this session wrote: all of it stands in the archive. */
    void closeAndDelete() throws IOException {
        keeper.close();
        keeper.deleteAll();
    }

    /** Follows a journal from part to part. Owned by one thread. */
    static final class Reader implements AutoCloseable {
        private final Path directory;
        private final JournalKeeper keeper;
        private JournalReader part;

        private Reader(Path directory, long first, JournalKeeper keeper) {
            this.directory = directory;
            this.keeper = keeper;
            part = open(first);
        }

        private JournalReader open(long number) {
            try {
                return JournalReader.open(directory, number);
            } catch (IOException failure) {
                throw new UncheckedIOException("reading part " + number + " of the journal in " + directory
                        + " failed: " + SourceLock.reason(failure), failure);
            }
        }

        /** Hands the next document to the visitor; false if there is none yet. */
        boolean next(JournalVisitor visitor) {
            if (part.read(visitor)) {
                return true;
            }
            if (part.next().isEmpty()) {
                return false;
            }
            long number = part.next().getAsLong();
            JournalReader next = open(number);
            part.close();
            part = next;
            keeper.reading(number);
            return part.read(visitor);
        }

        @Override
        public void close() {
            part.close();
        }
    }
}
