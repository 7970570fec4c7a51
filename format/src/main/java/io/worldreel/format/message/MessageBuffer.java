package io.worldreel.format.message;

import io.worldreel.format.Limits;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** An off-heap buffer that grows to the largest message it ever held and then allocates no more. Owned by one thread. */
final class MessageBuffer {
    static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final int HEADER_BYTES = 8;

    private final CRC32C crc = new CRC32C();
    private MemorySegment segment;
    private ByteBuffer bytes;
    private long length;

    MessageBuffer(int capacity) {
        segment = Arena.ofAuto().allocate(capacity, 8);
        bytes = segment.asByteBuffer();
    }

    long length() {
        return length;
    }

    MemorySegment segment() {
        return segment;
    }

    /** The same memory. */
    ByteBuffer view() {
        return bytes;
    }

    void clear() {
        length = 0;
    }

    /** Reserves {@code count} bytes at the end and returns their offset. */
    long reserve(long count) {
        long offset = length;
        long needed = offset + count;
        if (needed > segment.byteSize()) {
            grow(needed);
        }
        length = needed;
        return offset;
    }

    private void grow(long needed) {
        if (needed > Limits.MESSAGE_BYTES) {
            throw new IllegalStateException(
                    "a message takes at most " + Limits.MESSAGE_BYTES + " bytes, this one needs " + needed
                            + ": put fewer values into one frame");
        }
        MemorySegment larger = Arena.ofAuto()
                .allocate(Math.min(Limits.MESSAGE_BYTES, Math.max(needed, 2 * segment.byteSize())), 8);
        MemorySegment.copy(segment, 0, larger, 0, length);
        segment = larger;
        bytes = larger.asByteBuffer();
    }

    void header(MessageType type, int flags) {
        clear();
        long at = reserve(HEADER_BYTES);
        segment.set(U32, at, 0);
        segment.set(ValueLayout.JAVA_BYTE, at + 4, (byte) type.code());
        segment.set(ValueLayout.JAVA_BYTE, at + 5, (byte) flags);
        segment.set(U16, at + 6, (short) 0);
    }

    /** Writes the checksum and returns the message; valid until the buffer is used again. */
    MemorySegment seal() {
        segment.set(U32, 0, checksum(bytes.clear().limit((int) length).position(4)));
        return segment.asSlice(0, length);
    }

    private int checksum(ByteBuffer body) {
        crc.reset();
        crc.update(body);
        bytes.clear();
        return (int) crc.getValue();
    }

    void u8(int value) {
        long at = reserve(1);
        segment.set(ValueLayout.JAVA_BYTE, at, (byte) value);
    }

    void u16(int value) {
        long at = reserve(2);
        segment.set(U16, at, (short) value);
    }

    void u32(int value) {
        long at = reserve(4);
        segment.set(U32, at, value);
    }

    void i64(long value) {
        long at = reserve(8);
        segment.set(I64, at, value);
    }

    void f64(double value) {
        i64(Double.doubleToRawLongBits(value));
    }

    /** A u16 length and that many bytes of UTF-8; allocates nothing. */
    void name(CharSequence name) {
        long lengthAt = reserve(2);
        utf8(name);
        long count = length - lengthAt - 2;
        if (count > Limits.NAME_BYTES) {
            length = lengthAt;
            throw new IllegalArgumentException("a name takes at most " + Limits.NAME_BYTES + " bytes: '" + name + "'");
        }
        segment.set(U16, lengthAt, (short) count);
    }

    /** Appends UTF-8; a lone surrogate becomes '?', as {@link String#getBytes} has it. */
    void utf8(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                u8(c);
            } else if (c < 0x800) {
                u8(0xC0 | (c >> 6));
                u8(0x80 | (c & 0x3F));
            } else if (!Character.isSurrogate(c)) {
                u8(0xE0 | (c >> 12));
                u8(0x80 | ((c >> 6) & 0x3F));
                u8(0x80 | (c & 0x3F));
            } else if (Character.isHighSurrogate(c) && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                int point = Character.toCodePoint(c, text.charAt(++i));
                u8(0xF0 | (point >> 18));
                u8(0x80 | ((point >> 12) & 0x3F));
                u8(0x80 | ((point >> 6) & 0x3F));
                u8(0x80 | (point & 0x3F));
            } else {
                u8('?');
            }
        }
    }

    void bytes(byte[] source, int offset, int count) {
        long at = reserve(count);
        MemorySegment.copy(source, offset, segment, ValueLayout.JAVA_BYTE, at, count);
    }
}
