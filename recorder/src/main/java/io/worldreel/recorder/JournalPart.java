package io.worldreel.recorder;

import io.worldreel.format.Limits;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;

/**
 * One part of the journal being written: a Chronicle queue of a single file in a directory of its own, mapped in one piece.
 *
 * <p>Invariants:
 * <ol>
 * <li>A part is written once and never reopened for writing: what a killed process left half-written is the end of its part.
 * <li>Documents are appended by one thread at a time: the keeper until it hands the part over, then the recording thread.
 * <li>The appender touches only memory below {@link #room}, which the keeper has made present: blocks allocated, pages mapped.
 * So an append meets neither a page fault nor a full disk.
 * <li>Only the keeper unmaps a part, after nobody uses it.
 * </ol>
 */
final class JournalPart implements AutoCloseable {
    /** Chronicle lets a document reach a quarter of this beyond it; the file is sparse, so the size costs address space only. */
    private static final long BLOCK_BYTES = 5L * Limits.MESSAGE_BYTES;
    /** What an append may use besides its document: its header, and pages of the queue's index. */
    private static final int SLACK_BYTES = 128 << 10;
    private static final int PAGE_BYTES = 4096;
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    private final long number;
    private final AtomicLong written = new AtomicLong();
    private final Path directory;
    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;
    private final MemorySegment memory;
    private final FileChannel file;
    private final ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 18);
    private volatile long synced;
    private int repeated;
    private int documents;
    private volatile long room;
    private volatile @Nullable JournalPart successor;

    private JournalPart(long number, Path directory, SingleChronicleQueue queue, byte[] first) throws IOException {
        this.number = number;
        this.directory = directory;
        this.queue = queue;
        this.appender = queue.createAppender();
        appender.singleThreadedCheckDisabled(true);
        try (DocumentContext document = appender.writingDocument()) {
            Bytes<?> bytes = bytesOf(document);
            memory = MemorySegment.ofAddress(bytes.addressForWrite(0)).reinterpret(BLOCK_BYTES);
            bytes.write(first);
            written.setRelease(bytes.writePosition());
        }
        documents = 1;
        file = FileChannel.open(Objects.requireNonNull(appender.currentFile()).toPath(), StandardOpenOption.WRITE);
        room = written();
    }

    /**
     * Creates the part's directory and file and writes its first document.
     *
     * @param repeats messages that the keeper will append next because the session said them in an earlier part
     */
    static JournalPart create(Path journal, long number, int repeats) throws IOException {
        Path directory = JournalDirectory.part(journal, number);
        SingleChronicleQueue queue = queue(directory);
        try {
            return new JournalPart(number, directory, queue, new JournalDocument.Part(number, repeats).encoded());
        } catch (IOException | RuntimeException | Error failure) {
            queue.close();
            JournalDirectory.delete(directory);
            throw failure;
        }
    }

    /**
     * Opens the queue of a part. Its clock stands still, so that it has one file whatever the clocks of the machine do. A thread's
     * interrupt is no reason to lose a frame.
     */
    static SingleChronicleQueue queue(Path directory) {
        return SingleChronicleQueueBuilder.binary(directory).rollCycle(RollCycles.FAST_DAILY).timeProvider(() -> 0)
                .blockSize(BLOCK_BYTES).timeoutMS(1000).checkInterrupts(false).build();
    }

    static Bytes<?> bytesOf(DocumentContext document) {
        var wire = document.wire();
        if (wire == null) {
            throw new IllegalStateException("a document of the journal has no bytes");
        }
        return wire.bytes();
    }

    long number() {
        return number;
    }

    Path directory() {
        return directory;
    }

    SingleChronicleQueue queue() {
        return queue;
    }

    /** The offset up to which documents are complete. Any thread. */
    long written() {
        return written.getAcquire();
    }

    /** The offset up to which memory is present. Any thread. */
    long room() {
        return room;
    }

    /** Messages of the session that this part repeats, among its first documents. */
    int repeated() {
        return repeated;
    }

    /** Whether {@link #append} would find its memory present. The appending thread. */
    boolean hasRoomFor(long bytes) {
        return written.getPlain() + bytes + SLACK_BYTES <= room;
    }

    /**
     * Appends a document in one copy; when this returns, it survives the death of the process. The appending thread, and only if
     * {@link #hasRoomFor} says so.
     *
     * @param length bytes of the document, at the beginning of {@code source}
     */
    void append(MemorySegment source, long length) {
        try (DocumentContext context = appender.writingDocument()) {
            Bytes<?> bytes = bytesOf(context);
            long at = bytes.writePosition();
            long end = at + length;
            MemorySegment.copy(source, 0, memory, at, length);
            bytes.writePosition(end);
            written.setRelease(end);
        }
        documents++;
    }

    /** Appends a message that an earlier part has, too. The keeper, before it hands the part over. */
    void repeat(byte[] message) {
        append(MemorySegment.ofArray(message), message.length);
        repeated++;
    }

    /** Documents appended so far. The appending thread. */
    int documents() {
        return documents;
    }

    /** The part that follows, once nothing more will be appended to this one. Any thread. */
    @Nullable
    JournalPart successor() {
        return successor;
    }

    /** Ends this part. The recording thread. */
    void endWith(JournalPart next) {
        successor = next;
    }

    /**
     * Makes memory present up to {@code ahead} bytes beyond what is written. Blocks of the file come first, by writing zeros where
     * no append goes yet: there a full disk is an error of a system call, and not a fault in a mapped page. The keeper.
     */
    void makeRoom(long ahead) throws IOException {
        long from = room;
        long to = Math.min(written() + ahead, BLOCK_BYTES) / PAGE_BYTES * PAGE_BYTES;
        while (from < to) {
            long start = roundUp(from);
            int count = (int) Math.min(zeros.capacity(), to - start);
            for (zeros.position(0).limit(Math.max(count, 0)); zeros.hasRemaining();) {
                file.write(zeros, start + zeros.position());
            }
            touch(from, start + count);
            from = start + count;
            room = from;
        }
    }

    /**
     * Touches the pages that will be written next once more: when the kernel writes a page back to the disk, it takes away the
     * right to write to it, and giving it back is a fault. The keeper.
     */
    void keepPresent(long ahead) {
        touch(written(), Math.min(written() + ahead, room));
    }

    /** Swaps 0 for 0: a write to the page that changes nothing, whoever else writes there. */
    private void touch(long from, long to) {
        for (long page = from / PAGE_BYTES * PAGE_BYTES; page < to; page += PAGE_BYTES) {
            LONG.compareAndSet(memory, page, 0L, 0L);
        }
    }

    private static long roundUp(long position) {
        return (position + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
    }

    /** Forces to the disk what is written and was not forced before. One thread at a time. */
    void sync() throws IOException {
        long upTo = written();
        if (synced < upTo) {
            file.force(false);
            synced = upTo;
        }
    }

    @Override
    public void close() {
        appender.close();
        queue.close();
        try {
            file.close();
        } catch (IOException failure) {
            throw new RecorderException("cannot close journal part " + directory + ": " + SourceLock.reason(failure),
                    failure);
        }
    }
}
