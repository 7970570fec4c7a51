package io.worldreel.format.journal;

import io.worldreel.format.CorruptException;
import io.worldreel.format.FormatVersion;
import io.worldreel.format.Limits;
import io.worldreel.format.VersionException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * How a part of a journal begins, and how each document in it does.
 *
 * @param part the part's number
 * @param repeats how many messages follow that the session had already said in an earlier part
 */
public record JournalHead(long part, int repeats) {
    /** Bytes of it; the first document follows. */
    public static final int BYTES = 64;
    /** Bytes before each document. */
    public static final int DOCUMENT_BYTES = 8;

    /** "WLRJ" as bytes. */
    private static final int MAGIC = 0x4A524C57;
    private static final int CHECKED_BYTES = 24;
    private static final int SPREAD = 0x9E3779B1;
    private static final int CURSOR_BITS = 32;

    /** The place of a document: rises, and tells where to read on. */
    public static long cursor(long part, long offset) {
        return part << CURSOR_BITS | offset;
    }

    public static long partOf(long cursor) {
        return cursor >>> CURSOR_BITS;
    }

    public static long offsetOf(long cursor) {
        return cursor & (1L << CURSOR_BITS) - 1;
    }

    /** Where the document after one of {@code length} bytes at {@code offset} begins. */
    public static long next(long offset, long length) {
        return (offset + DOCUMENT_BYTES + length + 7) & -8;
    }

    /** What stands before a document, as a little-endian number: never zero. It is written after the document. */
    public static long documentHead(long part, int length) {
        return (long) check(part, length) << 32 | length;
    }

    /** The length that a document's head tells; -1 if no writer wrote it. */
    static int lengthOf(long head, long part) {
        int length = (int) head;
        boolean valid = length > 0 && length <= Limits.MESSAGE_BYTES && (int) (head >>> 32) == check(part, length);
        return valid ? length : -1;
    }

    private static int check(long part, int length) {
        return (length ^ Long.hashCode(part)) * SPREAD ^ MAGIC;
    }

    public byte[] encoded() {
        ByteBuffer out = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(MAGIC)
                .putShort((short) FormatVersion.MAJOR).putShort((short) FormatVersion.MINOR).putLong(part)
                .putInt(repeats).putInt(0);
        return out.putInt(checksum(out)).array();
    }

    /** @throws CorruptException if no writer wrote it */
    static JournalHead decode(ByteBuffer bytes) {
        ByteBuffer in = bytes.order(ByteOrder.LITTLE_ENDIAN);
        if (in.getInt(0) != MAGIC || in.getInt(CHECKED_BYTES) != checksum(in)) {
            throw new CorruptException("its head is damaged");
        }
        VersionException.check("a journal part", in.getShort(4) & 0xFFFF, in.getShort(6) & 0xFFFF);
        return new JournalHead(in.getLong(8), in.getInt(16));
    }

    private static int checksum(ByteBuffer head) {
        CRC32C crc = new CRC32C();
        crc.update(head.duplicate().limit(CHECKED_BYTES).position(0));
        return (int) crc.getValue();
    }
}
