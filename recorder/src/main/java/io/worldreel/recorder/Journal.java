package io.worldreel.recorder;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
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
    private final JournalPart first;
    private final boolean syncsEveryFrame;
    private JournalPart current;

    private Journal(Path directory, JournalConfig config) throws IOException {
        this.directory = directory;
        this.config = config;
        syncsEveryFrame = config.sync() instanceof Sync.EveryFrame;
        keeper = new JournalKeeper(directory, config, said);
        current = keeper.current();
        first = current;
    }

    /**
     * Opens a journal for a new session, in new parts behind those that exist.
     *
     * @throws RecorderException if the directory cannot be written, or is full
     */
    static Journal open(Path directory, JournalConfig config) {
        JvmFlags.require();
        try {
            return new Journal(directory, config);
        } catch (IOException | RuntimeException | InternalError failure) {
            String reason = failure instanceof Exception e ? SourceLock.reason(e) : failure.toString();
            throw new RecorderException(
                    "cannot open a journal in " + directory + ": " + reason + "; it needs a disk with room to write",
                    failure);
        }
    }

    /** Whether {@link #offer} would take so many bytes. Recording thread. */
    boolean hasRoomFor(long bytes) {
        turnOver(bytes);
        return current.hasRoomFor(bytes);
    }

    boolean offer(MemorySegment message) {
        return offer(message, message.byteSize());
    }

    /**
     * Appends a message if memory for it is present; otherwise returns false at once. Recording thread.
     *
     * @param length bytes of the message, at the beginning of {@code memory}
     */
    boolean offer(MemorySegment memory, long length) {
        if (!hasRoomFor(length)) {
            return false;
        }
        current.append(memory, length);
        if (syncsEveryFrame) {
            sync();
        }
        return true;
    }

    private void sync() {
        try {
            current.sync();
        } catch (IOException failure) {
            throw new RecorderException("cannot sync the journal in " + directory + ": " + SourceLock.reason(failure)
                    + "; frames up to this one may not survive a loss of power", failure);
        }
    }

    void append(MemorySegment message) {
        append(message, message.byteSize());
    }

    /**
     * Appends a message, waiting for memory if need be. Recording thread.
     *
     * @param length bytes of the message, at the beginning of {@code memory}
     * @throws RecorderException if there is none for too long
     */
    void append(MemorySegment memory, long length) {
        if (offer(memory, length)) {
            return;
        }
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!offer(memory, length)) {
            if (System.nanoTime() - deadline > 0) {
                String problem = keeper.problem();
                throw new RecorderException(problem != null
                        ? problem
                        : "the journal in " + directory + " has no room for " + length
                                + " bytes: its disk does not keep up");
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
        for (byte[] message : said.from(next.repeated())) {
            next.append(MemorySegment.ofArray(message), message.length);
        }
        if (syncsEveryFrame) {
            sync();
        }
        current.endWith(next);
        current = next;
    }

    /** Reads what this session appends, from its beginning, while it does so. */
    Reader reader() {
        return new Reader(first);
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

    /** Unmaps the files and leaves them for a recovery. Readers must be closed. */
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
        private JournalPart part;
        private JournalTail tail;

        private Reader(JournalPart first) {
            part = first;
            tail = new JournalTail(first.number(), first.queue());
        }

        /** Hands the next document to the visitor; false if there is none yet. */
        boolean next(JournalVisitor visitor) {
            // Asked before reading: what the part lacks after its successor is known will never come.
            JournalPart successor = part.successor();
            if (tail.next(visitor)) {
                return true;
            }
            if (successor == null) {
                return false;
            }
            tail.close();
            part = successor;
            tail = new JournalTail(part.number(), part.queue());
            return next(visitor);
        }

        @Override
        public void close() {
            tail.close();
        }
    }
}
