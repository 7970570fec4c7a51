package io.worldreel.format.window;

import io.worldreel.format.CorruptException;
import io.worldreel.format.Limits;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Reads a part from its first byte to its last and refuses to leave it. */
final class PartReader {
    private final byte[] bytes;
    private final Supplier<String> name;
    private int at;

    /** @param name which part this is, for messages */
    PartReader(byte[] bytes, Supplier<String> name) {
        this.bytes = bytes;
        this.name = name;
        if (bytes.length > Limits.PART_BYTES) {
            throw corrupt("has " + bytes.length + " bytes, more than " + Limits.PART_BYTES);
        }
    }

    CorruptException corrupt(String problem) {
        return new CorruptException(name.get() + " " + problem);
    }

    byte[] array() {
        return bytes;
    }

    int position() {
        return at;
    }

    int remaining() {
        return bytes.length - at;
    }

    /** Passes over {@code count} bytes and returns where they begin. */
    int skip(long count) {
        if (count < 0 || count > remaining()) {
            throw corrupt("ends at byte " + bytes.length + ", within a field of " + count + " bytes at " + at);
        }
        int start = at;
        at += (int) count;
        return start;
    }

    void finish() {
        if (remaining() != 0) {
            throw corrupt("has " + remaining() + " bytes too many");
        }
    }

    /** Refuses a claim of {@code count} things of at least a byte each that the rest of the part cannot hold. */
    void require(int count, String what) {
        if (count > remaining()) {
            throw corrupt("claims " + count + " " + what + " in its last " + remaining() + " bytes");
        }
    }

    /** A second reader of the same part. */
    PartReader from(int position) {
        PartReader other = new PartReader(bytes, name);
        other.at = position;
        return other;
    }

    int u8() {
        return bytes[skip(1)] & 0xFF;
    }

    long i64() {
        return column(8);
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = u8();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw corrupt("has a varint of more than 10 bytes at " + at);
    }

    /** A varint of at most {@code max}. */
    int varint(int max, String what) {
        long value = varint();
        if (value < 0 || value > max) {
            throw corrupt("says " + what + " is " + Long.toUnsignedString(value) + "; at most " + max + " can be");
        }
        return (int) value;
    }

    /** A count of things that take at least one byte each in the rest of the part. */
    int count(String what) {
        return varint(remaining(), what);
    }

    long zigzag() {
        long value = varint();
        return (value >>> 1) ^ -(value & 1);
    }

    String string() {
        int length = varint(Limits.NAME_BYTES, "the length of a string");
        int start = skip(length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, length)).toString();
        } catch (CharacterCodingException notText) {
            throw new CorruptException(name.get() + " has a string at " + start + " that is not UTF-8", notText);
        }
    }

    /** A little-endian unsigned number of {@code count} bytes, 0 to 8. */
    long bits(int count) {
        int start = skip(count);
        long value = 0;
        for (int i = count - 1; i >= 0; i--) {
            value = value << 8 | (bytes[start + i] & 0xFF);
        }
        return value;
    }

    /** A little-endian column of {@code count} bytes, sign-extended. */
    long column(int count) {
        int start = skip(count);
        long value = bytes[start + count - 1];
        for (int i = count - 2; i >= 0; i--) {
            value = value << 8 | (bytes[start + i] & 0xFF);
        }
        return value;
    }
}
