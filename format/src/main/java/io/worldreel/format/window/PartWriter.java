package io.worldreel.format.window;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes of a part as they are written: little-endian, in an array that is reused. */
final class PartWriter {
    private static final VarHandle I64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = new byte[1 << 12];
    private int size;

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** Makes room for {@code count} bytes, which the caller fills in {@link #array}, and returns where they begin. */
    int reserve(int count) {
        if (bytes.length - size < count) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, count), 2 * bytes.length));
        }
        int at = size;
        size += count;
        return at;
    }

    /** Valid until the next {@link #reserve}. */
    byte[] array() {
        return bytes;
    }

    void u8(int value) {
        int at = reserve(1);
        bytes[at] = (byte) value;
    }

    void i64(long value) {
        int at = reserve(8);
        I64.set(bytes, at, value);
    }

    void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            u8((int) rest | 0x80);
            rest >>>= 7;
        }
        u8((int) rest);
    }

    void zigzag(long value) {
        varint((value << 1) ^ (value >> 63));
    }

    void bytes(byte[] source, int offset, int length) {
        int at = reserve(length);
        System.arraycopy(source, offset, bytes, at, length);
    }

    void bytes(ByteBuffer source) {
        int length = source.remaining();
        int at = reserve(length);
        source.get(source.position(), bytes, at, length);
    }

    void string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        varint(utf8.length);
        bytes(utf8, 0, utf8.length);
    }

    /** The lowest {@code count} bytes of a column. */
    void column(long bits, int count) {
        for (int i = 0; i < count; i++) {
            u8((int) (bits >>> (8 * i)));
        }
    }
}
