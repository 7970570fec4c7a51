package io.worldreel.format.window;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Writes the residuals of one row as bits (FORMAT.md, "Packed rows"). One object serves row after row. */
final class RowPacker {
    private static final VarHandle I64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** Most bytes that a residual takes, and those that a write of eight bytes goes beyond it. */
    private static final int MAX_BYTES = (LengthCode.MAX_BITS + LengthCode.MAX_LENGTH) / 8 + Long.BYTES;

    private byte[] bytes = new byte[1 << 10];
    private int at;
    private long pending;
    private int pendingBits;

    void begin() {
        at = 0;
        pending = 0;
        pendingBits = 0;
    }

    /**
     * Adds a series.
     *
     * @param before the length from which the first one's is told
     */
    void add(int[] residuals, int from, int count, int before) {
        if (bytes.length - at < count * MAX_BYTES) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length + count * MAX_BYTES);
        }
        short[] codes = LengthCode.codes();
        byte[] out = bytes;
        int next = at;
        long bits = pending;
        int used = pendingBits;
        int last = before;
        for (int i = from; i < from + count; i++) {
            long residual = (residuals[i] & 0xFFFFFFFFL) + 1;
            int length = Long.SIZE - 1 - Long.numberOfLeadingZeros(residual);
            int code = codes[(last << 6) | length];
            bits |= (long) (code & LengthCode.MASK) << used;
            used += code >> LengthCode.MAX_BITS;
            // Without the highest bit, which the length tells.
            bits |= (residual ^ (1L << length)) << used;
            used += length;
            I64.set(out, next, bits);
            int whole = used >>> 3;
            next += whole;
            bits = bits >>> (8 * whole);
            used &= 7;
            last = length;
        }
        at = next;
        pending = bits;
        pendingBits = used;
    }

    /** Bytes so far, the last one filled up with zeros. */
    int size() {
        return at + (pendingBits > 0 ? 1 : 0);
    }

    void writeTo(PartWriter out) {
        bytes[at] = (byte) pending;
        out.bytes(bytes, 0, size());
    }
}
