package io.worldreel.recorder;

import io.worldreel.format.FormatException;
import io.worldreel.format.message.MessageDecoder;
import java.lang.foreign.MemorySegment;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;

/** Reads one part of a journal from its beginning. Owned by one thread. */
final class JournalTail implements AutoCloseable {
    private final long part;
    private final SingleChronicleQueue queue;
    private final ExcerptTailer tailer;
    private final MessageDecoder decoder = new MessageDecoder();
    private int repeatsLeft;
    private long nextIndex;

    /** The queue stays the caller's to close. */
    JournalTail(long part, SingleChronicleQueue queue) {
        this.part = part;
        this.queue = queue;
        this.tailer = queue.createTailer();
    }

    /**
     * The place of a document.
     *
     * @param index its index within the part
     */
    static long cursor(long part, long index) {
        return part << 32 | index;
    }

    static long partOf(long cursor) {
        return cursor >>> 32;
    }

    /**
     * Hands the next document to the visitor; false if there is none yet.
     *
     * @throws RecorderException if the part's file is damaged
     */
    boolean next(JournalVisitor visitor) {
        try (DocumentContext document = read()) {
            if (!document.isPresent()) {
                return false;
            }
            long index = queue.rollCycle().toSequenceNumber(document.index());
            nextIndex = index + 1;
            long cursor = cursor(part, index);
            try {
                visit(JournalPart.bytesOf(document), cursor, visitor);
            } catch (FormatException damage) {
                visitor.damaged(String.valueOf(damage.getMessage()), cursor);
            }
            return true;
        }
    }

    /**
     * How many documents follow that cannot be reached, as far as the part's own count tells. For a part that nobody writes.
     *
     * @throws RecorderException if the part's file is damaged
     */
    @SuppressWarnings("CatchingUnchecked")
    long unreachable() {
        try {
            long last = queue.lastIndex();
            return last < 0 ? 0 : Math.max(0, queue.rollCycle().toSequenceNumber(last) + 1 - nextIndex);
        } catch (Exception | AssertionError failure) {
            throw new RecorderException("cannot count the documents of journal part " + queue.fileAbsolutePath() + ": "
                    + SourceLock.reason(failure), failure);
        }
    }

    /** Chronicle Queue throws checked exceptions that it does not declare, and asserts what damaged files break. */
    @SuppressWarnings("CatchingUnchecked")
    private DocumentContext read() {
        try {
            return tailer.readingDocument();
        } catch (Exception | AssertionError failure) {
            throw new RecorderException("cannot read on in journal part " + queue.fileAbsolutePath() + ": "
                    + SourceLock.reason(failure), failure);
        }
    }

    private void visit(Bytes<?> bytes, long cursor, JournalVisitor visitor) {
        long at = bytes.readPosition();
        MemorySegment document = MemorySegment.ofAddress(bytes.addressForRead(at)).reinterpret(bytes.readRemaining());
        if (JournalDocument.isOwn(document)) {
            switch (JournalDocument.decode(document)) {
                case JournalDocument.Part header -> repeatsLeft = header.repeats();
                case JournalDocument.Dropped dropped -> visitor.dropped(dropped, cursor);
            }
            return;
        }
        boolean repeated = repeatsLeft > 0;
        repeatsLeft -= repeated ? 1 : 0;
        visitor.message(decoder.decode(document), cursor, repeated);
    }

    @Override
    public void close() {
        tailer.close();
    }
}
