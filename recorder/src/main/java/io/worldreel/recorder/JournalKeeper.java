package io.worldreel.recorder;

import io.worldreel.format.journal.JournalFiles;
import io.worldreel.format.journal.JournalHead;
import io.worldreel.zstdvfs.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the journal's slow work off the tick, on a thread of its own: makes memory present ahead of the appends, prepares the
 * next part before it is needed, unmaps parts that are full, deletes those that stand in the archive.
 */
final class JournalKeeper implements AutoCloseable {
    private static final long RETRY_NANOS = 50_000_000;
    /** What is touched again at every pass. */
    private static final long NEAR_BYTES = 1 << 19;

    private final Path directory;
    private final JournalConfig config;
    private final SessionMessages said;
    private final AtomicReference<@Nullable JournalPart> prepared = new AtomicReference<>();
    /** Full ones that still have to be unmapped, the current one, and the prepared one. The keeper's own. */
    private final Deque<JournalPart> mapped = new ArrayDeque<>();
    /** Those whose files are still needed, from the oldest to the newest. The keeper's own. */
    private final Deque<Long> kept = new ArrayDeque<>();
    private final Thread thread;
    private long nextNumber;
    private long lastSync = System.nanoTime();
    private volatile JournalPart current;
    private volatile long released;
    private volatile long reading;
    private volatile @Nullable String problem;
    private volatile boolean stopped;

    /** Makes the first part before it returns, which is still to be published; then the thread runs. */
    JournalKeeper(Path directory, JournalConfig config, SessionMessages said) throws IOException {
        this.directory = directory;
        this.config = config;
        this.said = said;
        List<Long> existing = JournalFiles.parts(directory);
        nextNumber = existing.isEmpty() ? 1 : existing.getLast() + 1;
        current = create();
        keep(current);
        reading = current.number();
        thread = Thread.ofPlatform().daemon().name("worldreel-journal-keeper").unstarted(this::run);
        thread.start();
    }

    /** The part to append to. */
    JournalPart current() {
        return current;
    }

    /** Takes over the next part, if it is ready: from now on it is the caller's to append to. The recording thread. */
    @Nullable
    JournalPart takePrepared() {
        JournalPart next = prepared.getAndSet(null);
        if (next != null) {
            current = next;
        }
        return next;
    }

    /** Lets go of the parts before the one in which {@code cursor} lies. Any thread. */
    void release(long cursor) {
        released = cursor;
    }

    /** Says which part is being read. Any thread. */
    void reading(long part) {
        reading = part;
    }

    /** Why the journal cannot grow at the moment, if it cannot. Any thread. */
    @Nullable
    String problem() {
        return problem;
    }

    private void run() {
        while (!stopped) {
            long pause = config.pass().toNanos();
            try {
                problem = pass()
                        ? null
                        : "the journal in " + directory + " has " + config.backlogBytes()
                                + " bytes that are not in a segment yet, and takes no more until they are";
            } catch (IOException | RuntimeException | InternalError failure) {
                // InternalError is how the JVM reports a fault in a mapped page, such as a disk that is full.
                problem = "the journal in " + directory + " cannot grow: " + describe(failure)
                        + "; make room on the disk";
                pause = RETRY_NANOS;
            }
            LockSupport.parkNanos(this, pause);
        }
    }

    private static String describe(Throwable failure) {
        return failure instanceof Exception exception ? SourceLock.reason(exception) : String.valueOf(failure);
    }

    /** Returns whether the journal can grow. */
    private boolean pass() throws IOException {
        JournalPart part = current;
        part.keepPresent(NEAR_BYTES);
        part.makeRoom(config.aheadBytes());
        boolean isNextDue = prepared.get() == null && part == mapped.peekLast()
                && part.written() > config.partBytes() / 2;
        boolean isBehind = (part.number() - reading + 1) * config.partBytes() > config.backlogBytes();
        if (isNextDue && !isBehind) {
            prepared.set(prepare());
        }
        JournalPart next = prepared.get();
        if (next != null) {
            next.keepPresent(NEAR_BYTES);
        }
        if (config.sync() instanceof Sync.Every(var interval) && System.nanoTime() - lastSync >= interval.toNanos()) {
            for (JournalPart written : mapped) {
                written.sync();
            }
            lastSync = System.nanoTime();
        }
        while (mapped.getFirst().isFull()) {
            JournalPart full = mapped.getFirst();
            if (!(config.sync() instanceof Sync.None)) {
                full.sync();
            }
            mapped.removeFirst().close();
        }
        while (kept.getFirst() < JournalHead.partOf(released)) {
            Files.deleteIfExists(JournalFiles.part(directory, kept.removeFirst()));
        }
        return !(isNextDue && isBehind);
    }

    private JournalPart create() throws IOException {
        Files.createDirectories(directory);
        requireSpace();
        long ahead = config.aheadBytes();
        return JournalPart.create(directory, nextNumber++, config.partBytes() + 2 * ahead, said.from(0), ahead);
    }

    private JournalPart prepare() throws IOException {
        JournalPart part = create();
        try {
            publish(part);
        } catch (IOException failure) {
            part.close();
            throw failure;
        }
        keep(part);
        return part;
    }

    /** Lets readers and a recovery find a part. */
    void publish(JournalPart part) throws IOException {
        part.publish();
        if (!(config.sync() instanceof Sync.None)) {
            DurableFile.syncDirectory(directory);
        }
    }

    private void keep(JournalPart part) {
        mapped.addLast(part);
        kept.addLast(part.number());
    }

    /** A new file's first pages are mapped before anything is written to it, so a full disk must be noticed earlier. */
    private void requireSpace() throws IOException {
        long free = Files.getFileStore(directory).getUsableSpace();
        if (free < config.aheadBytes() + (1 << 20)) {
            throw new IOException("only " + free + " bytes are free");
        }
    }

    /** Stops the thread and unmaps all parts; their files stay. Nobody may use a part any more. */
    @Override
    public void close() {
        stopped = true;
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
        while (!mapped.isEmpty()) {
            mapped.removeFirst().close();
        }
    }

    /** Deletes the files of all parts. After {@link #close}. */
    void deleteAll() throws IOException {
        for (long number : kept) {
            Files.deleteIfExists(JournalFiles.part(directory, number));
        }
        kept.clear();
    }
}
