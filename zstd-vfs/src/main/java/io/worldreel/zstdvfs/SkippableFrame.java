package io.worldreel.zstdvfs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * Bytes of our skippable frames, little-endian: magic u32, length of the rest u32, tag of four ASCII characters,
 * CRC-32C of the payload u32, payload.
 */
final class SkippableFrame {
    /** One of the sixteen magic numbers that zstd skips; the seek table's own is ...5E. */
    static final int MAGIC = 0x184D2A5D;
    static final int HEADER = 16;
    static final String INDEX_TAG = "ZIDX";
    static final String HOT_TAG = "ZHOT";

    private SkippableFrame() {}

    static void requireTag(String tag) {
        if (tag.length() != 4 || !tag.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw new IllegalArgumentException("tag '" + tag + "' is not four printable ASCII characters");
        }
    }

    static int tagBits(String tag) {
        return ByteBuffer.wrap(tag.getBytes(StandardCharsets.US_ASCII)).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    static String tagText(int bits) {
        byte[] ascii = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(bits).array();
        return new String(ascii, StandardCharsets.ISO_8859_1);
    }

    static int crc(byte[] bytes, int from, int length) {
        var crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    static byte[] encode(String tag, byte[] payload) {
        var frame = ByteBuffer.allocate(Math.addExact(HEADER, payload.length)).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(MAGIC).putInt(8 + payload.length).putInt(tagBits(tag)).putInt(crc(payload, 0, payload.length));
        return frame.put(payload).array();
    }

    /** The payload of a whole frame that lies at {@code offset} in {@code file}. */
    static byte[] decode(String file, long offset, String tag, byte[] frame) throws CorruptFileException {
        var bytes = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
        if (frame.length < HEADER || bytes.getInt() != MAGIC || bytes.getInt() != frame.length - 8
                || bytes.getInt() != tagBits(tag)) {
            throw new CorruptFileException(file, offset, -1, "no " + tag + " frame");
        }
        if (bytes.getInt() != crc(frame, HEADER, frame.length - HEADER)) {
            throw new CorruptFileException(file, offset, -1, "checksum of the " + tag + " frame is wrong");
        }
        return java.util.Arrays.copyOfRange(frame, HEADER, frame.length);
    }
}
