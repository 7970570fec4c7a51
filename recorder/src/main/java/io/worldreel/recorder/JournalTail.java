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

    /** Hands the next document to the visitor; false if there is none yet. */
    boolean next(JournalVisitor visitor) {
        try (DocumentContext document = tailer.readingDocument()) {
            if (!document.isPresent()) {
                return false;
            }
            long cursor = cursor(part, queue.rollCycle().toSequenceNumber(document.index()));
            try {
                visit(JournalPart.bytesOf(document), cursor, visitor);
            } catch (FormatException damage) {
                visitor.damaged(String.valueOf(damage.getMessage()), cursor);
            }
            return true;
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
