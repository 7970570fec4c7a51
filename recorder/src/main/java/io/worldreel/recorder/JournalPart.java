package io.worldreel.recorder;

import io.worldreel.format.journal.JournalDocument;
import io.worldreel.format.journal.JournalFiles;
import io.worldreel.format.journal.JournalHead;
import io.worldreel.format.message.FrameEncoder;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One part of the journal being written: a file, mapped in one piece.
 *
 * <p>Invariants:
 * <ol>
 * <li>A part is written once and never reopened for writing: what a killed process left half-written is the end of its part.
 * <li>Documents are appended by one thread at a time: the keeper until it hands the part over, then the recording thread. A
 * document's head is stored after its bytes, so whoever sees the head sees the document.
 * <li>The appender touches only memory below {@link #room}, which the keeper has made present: blocks allocated, pages mapped.
 * So an append meets neither a page fault nor a full disk.
 * <li>Only the keeper unmaps a part, once it is full or the journal is closed. Readers have maps of their own.
 * </ol>
 */
final class JournalPart implements AutoCloseable {
    private static final int PAGE_BYTES = 4096;
    private static final int LINE_BYTES = 64;
    /** About a frame of a thousand entities. */
    private static final int NEAR_BYTES = 64 << 10;
    /** Room that is kept for saying in which part the session goes on. */
    private static final int END_BYTES = 64;
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(1 << 18).asReadOnlyBuffer();
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
    private static final VarHandle HEAD = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

    private final long number;
    private final Path unnamed;
    private final Path file;
    private final FileChannel channel;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final ByteBuffer view;
    private final int repeated;
    private final MemorySegment continuation;
    private final AtomicLong written = new AtomicLong();
    private volatile long room;
    private volatile long synced;
    private volatile boolean full;

    private JournalPart(Path journal, long number, FileChannel channel, long capacity, int repeated)
            throws IOException {
        this.number = number;
        unnamed = JournalFiles.newPart(journal, number);
        file = JournalFiles.part(journal, number);
        this.channel = channel;
        this.repeated = repeated;
        boolean mapped = false;
        try {
            memory = channel.map(MapMode.READ_WRITE, 0, capacity, arena);
            mapped = true;
        } finally {
            if (!mapped) {
                arena.close();
            }
        }
        view = memory.asByteBuffer();
        continuation = MemorySegment.ofArray(new JournalDocument.Continued(number).encoded());
        written.setRelease(JournalHead.BYTES);
    }

    /**
     * Makes a part with room, under another name until {@link #publish}.
     *
     * @param capacity bytes of the file, which is sparse
     * @param repeats messages that the session said in an earlier part
     * @param ahead bytes to make present at once
     */
    static JournalPart create(Path journal, long number, long capacity, List<byte[]> repeats, long ahead)
            throws IOException {
        Path unnamed = JournalFiles.newPart(journal, number);
        FileChannel channel = FileChannel.open(unnamed, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ, StandardOpenOption.WRITE);
        JournalPart part = null;
        try {
            channel.write(ByteBuffer.wrap(new JournalHead(number, repeats.size()).encoded()));
            part = new JournalPart(journal, number, channel, capacity, repeats.size());
            for (byte[] message : repeats) {
                part.makeRoom(ahead);
                part.append(MemorySegment.ofArray(message), message.length);
            }
            part.makeRoom(ahead);
            return part;
        } catch (IOException | RuntimeException | Error failure) {
            if (part == null) {
                channel.close();
            } else {
                part.close();
            }
            Files.deleteIfExists(unnamed);
            throw failure;
        }
    }

    /** Gives it the name by which readers and a recovery find it. */
    void publish() throws IOException {
        Files.move(unnamed, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Forgets all documents, and leaves no trace that a recovery could find. The appending thread, before {@link #publish}. */
    void rewind() {
        memory.asSlice(JournalHead.BYTES, written() - JournalHead.BYTES).fill((byte) 0);
        written.setRelease(JournalHead.BYTES);
    }

    long number() {
        return number;
    }

    /** The offset up to which documents are complete. Any thread. */
    long written() {
        return written.getAcquire();
    }

    /** Messages of the session that this part repeats, among its first documents. */
    int repeated() {
        return repeated;
    }

    /** What the part before this one ends with. */
    MemorySegment continuation() {
        return continuation;
    }

    /** Ends this part. The appending thread. */
    void end() {
        full = true;
    }

    /** Whether nothing will be appended any more. Any thread. */
    boolean isFull() {
        return full;
    }

    /** Whether an append would find its memory present. The appending thread. */
    boolean hasRoomFor(long bytes) {
        return JournalHead.next(written.getPlain(), bytes) + END_BYTES <= room;
    }

    /**
     * Appends a document in one copy; when this returns, it survives the death of the process. The appending thread, and only if
     * {@link #hasRoomFor} says so.
     *
     * @param length bytes of the document, at the beginning of {@code source}
     */
    void append(MemorySegment source, int length) {
        MemorySegment.copy(source, 0, memory, documentAt(), length);
        complete(length);
    }

    /** Appends a frame as {@link #append} does, building it where it is to lie. */
    void append(FrameEncoder frame, int length) {
        frame.writeTo(memory, view, documentAt(), length);
        complete(length);
    }

    private long documentAt() {
        return written.getPlain() + JournalHead.DOCUMENT_BYTES;
    }

    /** Lets a frame be built where it is to lie. The appending thread. */
    void begin(FrameEncoder frame) {
        frame.writeInPlace(memory, documentAt(), room - END_BYTES);
    }

    private void complete(int length) {
        long at = written.getPlain();
        // A frame that was given up may have left bytes where the next head is to be.
        memory.set(ValueLayout.JAVA_LONG, JournalHead.next(at, length), 0);
        HEAD.setRelease(memory, at, JournalHead.documentHead(number, length));
        written.setRelease(JournalHead.next(at, length));
    }

    /**
     * Makes memory present up to {@code ahead} bytes beyond what is written. Blocks of the file come first, by writing zeros where
     * no append goes yet: there a full disk is an error of a system call, and not a fault in a mapped page. The keeper.
     */
    void makeRoom(long ahead) throws IOException {
        long from = Math.max(room, JournalHead.BYTES);
        long to = Math.min(written() + ahead, memory.byteSize()) & -PAGE_BYTES;
        ByteBuffer zeros = ZEROS.duplicate();
        while (from < to) {
            int count = (int) Math.min(zeros.capacity(), to - from);
            for (zeros.position(0).limit(count); zeros.hasRemaining();) {
                channel.write(zeros, from + zeros.position());
            }
            touch(from, from + count, PAGE_BYTES);
            from += count;
            room = from;
        }
    }

    /**
     * Touches the pages that will be written next once more: when the kernel writes a page back to the disk, it takes away the
     * right to write to it, and giving it back is a fault. What comes first is brought near the processor as well. The keeper.
     */
    void keepPresent(long ahead) {
        touch(written(), Math.min(written() + ahead, room), PAGE_BYTES);
        touch(written(), Math.min(written() + NEAR_BYTES, room), LINE_BYTES);
    }

    /** Swaps 0 for 0: a write that changes nothing, whoever else writes there. */
    private void touch(long from, long to, int step) {
        for (long at = from & -step; at < to; at += step) {
            LONG.compareAndSet(memory, at, 0L, 0L);
        }
    }

    /** Forces to the disk what is written and was not forced before. One thread at a time. */
    void sync() throws IOException {
        long upTo = written();
        if (synced < upTo) {
            channel.force(false);
            synced = upTo;
        }
    }

    @Override
    public void close() {
        arena.close();
        try {
            channel.close();
        } catch (IOException failure) {
            throw new RecorderException("cannot close journal part " + file + ": " + SourceLock.reason(failure),
                    failure);
        }
    }
}
