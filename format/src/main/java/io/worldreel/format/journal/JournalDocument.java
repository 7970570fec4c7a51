package io.worldreel.format.journal;

import io.worldreel.format.CorruptException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * What a journal says besides messages (FORMAT.md, "Journal"): documents with the head of a message and a type above all types
 * of messages.
 */
public sealed interface JournalDocument {
    /**
     * Frames that the sender made and that the recorder did not take.
     *
     * @param fromNanos the least of their times
     * @param toNanos the greatest
     * @param reason at most {@link #REASON_BYTES} of UTF-8 are kept
     */
    record Dropped(long firstTick, long lastTick, long fromNanos, long toNanos, String reason)
            implements
                JournalDocument {
        public byte[] encoded() {
            byte[] text = reason.getBytes(StandardCharsets.UTF_8);
            int length = Math.min(text.length, REASON_BYTES);
            byte[] document = new byte[HEADER_BYTES + 34 + length];
            begin(document, DROPPED).putLong(firstTick).putLong(lastTick).putLong(fromNanos).putLong(toNanos)
                    .putShort((short) length).put(text, 0, length);
            return sealed(document);
        }
    }

    /** The last document of a part that is full: the session goes on in another. */
    record Continued(long part) implements JournalDocument {
        public byte[] encoded() {
            byte[] document = new byte[HEADER_BYTES + 8];
            begin(document, CONTINUED).putLong(part);
            return sealed(document);
        }
    }

    /** The sender wants to keep what led up to here: the segment is sealed, and the ring, if there is one, kept. */
    record Mark() implements JournalDocument {
        public byte[] encoded() {
            byte[] document = new byte[HEADER_BYTES];
            begin(document, MARK);
            return sealed(document);
        }
    }

    int REASON_BYTES = 200;
    int HEADER_BYTES = 8;
    int DROPPED = 129;
    int CONTINUED = 130;
    int MARK = 131;
    /** From here on types are the journal's own. */
    int OWN_TYPES = 128;

    private static ByteBuffer begin(byte[] document, int type) {
        document[4] = (byte) type;
        return ByteBuffer.wrap(document).order(ByteOrder.LITTLE_ENDIAN).position(HEADER_BYTES);
    }

    private static byte[] sealed(byte[] document) {
        ByteBuffer.wrap(document).order(ByteOrder.LITTLE_ENDIAN).putInt(0, checksum(document));
        return document;
    }

    private static int checksum(byte[] document) {
        CRC32C crc = new CRC32C();
        crc.update(document, 4, document.length - 4);
        return (int) crc.getValue();
    }

    /** Whether a document is the journal's own; otherwise it is a message. */
    static boolean isOwn(MemorySegment document) {
        return document.byteSize() >= HEADER_BYTES && (document.get(ValueLayout.JAVA_BYTE, 4) & 0xFF) >= OWN_TYPES;
    }

    /** @throws CorruptException if the document is damaged */
    static JournalDocument decode(MemorySegment document) {
        if (document.byteSize() > 1024) {
            throw new CorruptException("a journal document of " + document.byteSize() + " bytes");
        }
        byte[] bytes = document.toArray(ValueLayout.JAVA_BYTE);
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        try {
            if (in.getInt() != checksum(bytes)) {
                throw new CorruptException("a journal document has a wrong checksum");
            }
            int type = in.get() & 0xFF;
            in.position(HEADER_BYTES);
            return switch (type) {
                case DROPPED -> dropped(in);
                case CONTINUED -> new Continued(in.getLong());
                case MARK -> new Mark();
                default -> throw new CorruptException("no journal document has type " + type);
            };
        } catch (BufferUnderflowException tooShort) {
            throw new CorruptException("a journal document of " + bytes.length + " bytes ends within a field",
                    tooShort);
        }
    }

    private static Dropped dropped(ByteBuffer in) {
        long first = in.getLong();
        long last = in.getLong();
        long from = in.getLong();
        long to = in.getLong();
        int length = Math.min(in.getShort() & 0xFFFF, in.remaining());
        if (last < first) {
            throw new CorruptException("a journal document drops ticks " + first + " to " + last);
        }
        byte[] reason = new byte[length];
        in.get(reason);
        return new Dropped(first, last, from, to, new String(reason, StandardCharsets.UTF_8));
    }
}
