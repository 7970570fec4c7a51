package io.worldreel.recorder;

import io.worldreel.format.CorruptException;
import io.worldreel.format.FormatVersion;
import io.worldreel.format.VersionException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * What a journal says besides messages (FORMAT.md, "Journal"): documents with the head of a message and a type above all types
 * of messages.
 */
sealed interface JournalDocument {
    int PART = 128;
    int DROPPED = 129;

    /**
     * The first document of a part.
     *
     * @param part the part's number
     * @param repeats how many messages follow that the session had already said in an earlier part
     */
    record Part(long part, int repeats) implements JournalDocument {
        byte[] encoded() {
            byte[] document = new byte[HEADER_BYTES + 24];
            ByteBuffer out = begin(document, PART).putInt(MAGIC).putShort((short) FormatVersion.MAJOR)
                    .putShort((short) FormatVersion.MINOR);
            out.putLong(part).putInt(repeats).putInt(0);
            return sealed(document);
        }
    }

    /** Frames that the sender made and that the recorder did not take. */
    record Dropped(long firstTick, long lastTick, String reason) implements JournalDocument {
        byte[] encoded() {
            byte[] text = reason.getBytes(StandardCharsets.UTF_8);
            byte[] document = new byte[HEADER_BYTES + 18 + text.length];
            begin(document, DROPPED).putLong(firstTick).putLong(lastTick).putShort((short) text.length).put(text);
            return sealed(document);
        }
    }

    /** "WLRJ" as bytes. */
    int MAGIC = 0x4A524C57;
    int HEADER_BYTES = 8;

    private static ByteBuffer begin(byte[] document, int type) {
        document[4] = (byte) type;
        return ByteBuffer.wrap(document).order(ByteOrder.LITTLE_ENDIAN).position(HEADER_BYTES);
    }

    private static byte[] sealed(byte[] document) {
        ByteBuffer.wrap(document).order(ByteOrder.LITTLE_ENDIAN).putInt(0, checksum(document, 4));
        return document;
    }

    private static int checksum(byte[] bytes, int from) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, bytes.length - from);
        return (int) crc.getValue();
    }

    /** Whether a document is the journal's own; otherwise it is a message. */
    static boolean isOwn(MemorySegment document) {
        return document.byteSize() >= HEADER_BYTES && (document.get(ValueLayout.JAVA_BYTE, 4) & 0xFF) >= PART;
    }

    /** @throws CorruptException if the document is damaged */
    static JournalDocument decode(MemorySegment document) {
        if (document.byteSize() > 1024) {
            throw new CorruptException("a journal document of " + document.byteSize() + " bytes");
        }
        byte[] bytes = document.toArray(ValueLayout.JAVA_BYTE);
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (in.getInt() != checksum(bytes, 4)) {
            throw new CorruptException("a journal document of " + bytes.length + " bytes has a wrong checksum");
        }
        int type = in.get() & 0xFF;
        in.position(HEADER_BYTES);
        try {
            return switch (type) {
                case PART -> part(in);
                case DROPPED -> {
                    long first = in.getLong();
                    long last = in.getLong();
                    byte[] reason = new byte[Math.min(in.getShort(), in.remaining())];
                    in.get(reason);
                    yield new Dropped(first, last, new String(reason, StandardCharsets.UTF_8));
                }
                default -> throw new CorruptException("no journal document has type " + type);
            };
        } catch (java.nio.BufferUnderflowException | NegativeArraySizeException tooShort) {
            throw new CorruptException("a journal document of " + bytes.length + " bytes ends within a field",
                    tooShort);
        }
    }

    private static Part part(ByteBuffer in) {
        if (in.getInt() != MAGIC) {
            throw new CorruptException("a journal part does not begin with its magic");
        }
        VersionException.check("a journal part", in.getShort() & 0xFFFF, in.getShort() & 0xFFFF);
        return new Part(in.getLong(), in.getInt());
    }
}
