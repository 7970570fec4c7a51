package io.worldreel.recorder;

import io.worldreel.format.CorruptException;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.journal.JournalDocument;
import io.worldreel.format.journal.JournalVisitor;
import io.worldreel.format.message.FrameMessage;
import io.worldreel.format.message.Message;
import io.worldreel.zstdvfs.Progress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The thread that turns the journal into segments and chunks. It ends when it has stored the session's end, or at the first
 * failure; then what it has not stored is still in the journal. Counters are for all threads.
 */
final class ArchiveWriter {
    /** How long it rests when there is nothing to read: the longer the longer that lasts. A window is 16 frames or more, in most worlds 128. */
    private static final long LEAST_IDLE_NANOS = 1_000_000;
    private static final long MOST_IDLE_NANOS = 32_000_000;
    /** What is marked is sealed with the next message, which may be the end of the source: a sealed chunk is made again to say so. It is waited for so long. */
    private static final long MARK_QUIET_NANOS = 1_000_000_000;
    /** A mark from outside waits until so many messages are stored, if the journal does not run empty before. */
    private static final int MARK_PATIENCE = 10_000;

    private final Journal journal;
    private final ArchiveSink sink;
    private final MarkRequests requests;
    private final SegmentFeed feed;
    private final Thread thread;
    private volatile @Nullable Throwable failure;
    private final AtomicLong stored = new AtomicLong();
    private final AtomicLong chunks = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile boolean abandoned;

    /**
     * @param lastTick the last tick that the archive has of the source; {@link Long#MIN_VALUE} if it has none
     * @param sealed told of each chunk by the thread
     */
    ArchiveWriter(Journal journal, ArchiveLayout archive, SourceFiles files, IngestConfig config, long lastTick,
            Consumer<SealedChunk> sealed) {
        this.journal = journal;
        requests = new MarkRequests(files);
        sink = new ArchiveSink(archive, config, Progress.NONE, chunk -> {
            chunks.incrementAndGet();
            sealed.accept(chunk);
        });
        feed = new SegmentFeed(files.openSegment(), sink, config);
        feed.follow(lastTick);
        thread = Thread.ofPlatform().daemon().name("worldreel-archive-writer").unstarted(this::run);
        thread.start();
    }

    private void run() {
        // Errors count, too: without this thread nothing would tell of them.
        try (Journal.Reader reader = journal.reader(); feed) {
            Intake intake = new Intake();
            int waited = 0;
            long idle = LEAST_IDLE_NANOS;
            long quiet = 0;
            while (!intake.ended && !abandoned) {
                boolean read = reader.next(intake);
                if (requests.areOpen() && (!read || ++waited > MARK_PATIENCE)) {
                    mark();
                    waited = 0;
                }
                if (read) {
                    idle = LEAST_IDLE_NANOS;
                    quiet = 0;
                    tellStored();
                } else {
                    LockSupport.parkNanos(this, idle);
                    quiet += idle;
                    if (quiet >= MARK_QUIET_NANOS) {
                        feed.sealMarked();
                        tellStored();
                    }
                    idle = Math.min(2 * idle, MOST_IDLE_NANOS);
                }
            }
            if (intake.ended && requests.look()) {
                mark();
            }
        } catch (RuntimeException | Error failed) {
            failure = failed;
        }
    }

    private void mark() {
        feed.mark();
        requests.done();
        tellStored();
    }

    private void tellStored() {
        stored.set(feed.storedFrames());
        if (feed.cursor() >= 0) {
            journal.release(feed.cursor());
        }
    }

    private final class Intake implements JournalVisitor {
        private boolean ended;

        @Override
        public void message(Message message, long cursor, boolean repeated) {
            if (repeated) {
                return;
            }
            try {
                feed.accept(message, cursor);
                ended = message instanceof Message.End;
            } catch (CorruptException | IllegalArgumentException contradiction) {
                refuse(message, contradiction, cursor);
            }
        }

        private void refuse(Message message, RuntimeException contradiction, long cursor) {
            refused.incrementAndGet();
            if (message instanceof FrameMessage frame) {
                feed.dropped(new JournalDocument.Dropped(frame.tick(), frame.tick(), frame.timeNanos(),
                        frame.timeNanos(), "refused, " + contradiction.getMessage()), cursor);
            }
        }

        @Override
        public void dropped(JournalDocument.Dropped dropped, long cursor) {
            feed.dropped(dropped, cursor);
        }

        @Override
        public void mark(long cursor) {
            feed.mark(cursor);
        }

        @Override
        public void damaged(String problem, long cursor) {
            refused.incrementAndGet();
        }
    }

    /** Waits until the session's end is stored, or the thread has failed. */
    void await() {
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the thread after the message that it is at. */
    void abandon() {
        abandoned = true;
        await();
    }

    long stored() {
        return stored.get();
    }

    long chunks() {
        return chunks.get();
    }

    long refused() {
        return refused.get();
    }

    /** What keeps chunks from being deleted that are not to be kept. */
    Optional<String> keepingProblem() {
        return sink.problem();
    }

    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }
}
