package io.worldreel.format.window;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Writes the residuals of one row as bits (FORMAT.md, "Packed rows"). One object serves row after row. */
final class RowPacker {
    private static final VarHandle I64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] lengths = new byte[SeriesEncoder.MAX_LENGTH];
    private byte[] bytes = new byte[1 << 10];
    private int lastLength;
    private int at;
    private long pending;
    private int pendingBits;

    void begin() {
        lastLength = LengthCode.START;
        at = 0;
        pending = 0;
        pendingBits = 0;
    }

    /** Adds the lengths of a series: those of all series come before the first {@link #addBits}. */
    void addLengths(int[] residuals, int from, int count) {
        int fours = LengthCode.fours(count);
        for (int four = 0; four < fours; four++) {
            lengths[four] = (byte) length(residuals, from + four * LengthCode.FOUR, from + count);
        }
        addLengths(fours);
    }

    /** The fewest bits that hold each of a four. */
    private static int length(int[] residuals, int from, int end) {
        int all = 0;
        for (int i = from; i < Math.min(from + LengthCode.FOUR, end); i++) {
            all |= residuals[i];
        }
        return Integer.SIZE - Integer.numberOfLeadingZeros(all);
    }

    private void addLengths(int count) {
        reserve(count);
        short[] codes = LengthCode.codes();
        byte[] out = bytes;
        int next = at;
        long bits = pending;
        int used = pendingBits;
        int last = lastLength;
        for (int i = 0; i < count; i++) {
            int length = lengths[i];
            int code = codes[(last << 6) | length];
            bits |= (long) (code & LengthCode.MASK) << used;
            used += code >> LengthCode.MAX_BITS;
            last = length;
            I64.set(out, next, bits);
            next += used >>> 3;
            bits >>>= used & -8;
            used &= 7;
        }
        lastLength = last;
        at = next;
        pending = bits;
        pendingBits = used;
    }

    /** Adds the bits of a series. */
    void addBits(int[] residuals, int from, int count) {
        reserve(count);
        byte[] out = bytes;
        int next = at;
        long bits = pending;
        int used = pendingBits;
        int end = from + count;
        int length = 0;
        for (int i = from; i < end; i++) {
            length = (i - from) % LengthCode.FOUR == 0 ? length(residuals, i, end) : length;
            bits |= (residuals[i] & 0xFFFFFFFFL) << used;
            used += length;
            I64.set(out, next, bits);
            next += used >>> 3;
            bits >>>= used & -8;
            used &= 7;
        }
        at = next;
        pending = bits;
        pendingBits = used;
    }

    /** Makes room for so many numbers of four bytes, and for what a write of eight goes beyond them. */
    private void reserve(int count) {
        int needed = Integer.BYTES * count + Long.BYTES;
        if (bytes.length - at < needed) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length + needed);
        }
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
