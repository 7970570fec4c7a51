package io.worldreel.format.window;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Writes the residuals of one row as bits (FORMAT.md, "Packed rows"). One object serves row after row. */
final class RowPacker {
    private static final VarHandle I64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Four residuals of so many bits are written at once: with seven that are left from before they fit eight bytes. */
    private static final int SHORT = (Long.SIZE - 8) / LengthCode.FOUR;
    /** And two of so many bits. */
    private static final int PAIR = (Long.SIZE - 8) / 2;
    /** Beyond so many bits another code might not fit eight bytes. */
    private static final int MOST_PENDING = Long.SIZE - LengthCode.MAX_BITS - 1;

    /** Those of the row so far, and which of them is the next whose residuals are written. */
    private byte[] lengths = new byte[4 * LengthCode.fours(SeriesEncoder.MAX_LENGTH)];
    private int fours;
    private int nextFour;

    private byte[] bytes = new byte[1 << 10];
    private int at;
    private long pending;
    private int pendingBits;

    void begin() {
        fours = 0;
        nextFour = 0;
        at = 0;
        pending = 0;
        pendingBits = 0;
    }

    /** Adds the lengths of a series: those of all series come before the first {@link #addBits}. */
    void addLengths(int[] residuals, int from, int count) {
        int added = LengthCode.fours(count);
        if (lengths.length - fours < added) {
            lengths = Arrays.copyOf(lengths, 2 * lengths.length);
        }
        reserve(added);
        int whole = from + (count & -LengthCode.FOUR);
        addWhole(residuals, from, whole);
        if (whole < from + count) {
            int all = 0;
            for (int i = whole; i < from + count; i++) {
                all |= residuals[i];
            }
            int last = before();
            lengths[fours++] = length(all);
            int code = LengthCode.codes()[(last << 6) | length(all)];
            write(code & LengthCode.MASK, code >> LengthCode.MAX_BITS);
        }
    }

    private void addWhole(int[] residuals, int from, int end) {
        short[] codes = LengthCode.codes();
        int next = at;
        long bits = pending;
        int used = pendingBits;
        int four = fours;
        int last = before();
        for (int i = from; i < end; i += LengthCode.FOUR) {
            int length = length(residuals[i] | residuals[i + 1] | residuals[i + 2] | residuals[i + 3]);
            lengths[four++] = (byte) length;
            int code = codes[(last << 6) | length];
            bits |= (long) (code & LengthCode.MASK) << used;
            used += code >> LengthCode.MAX_BITS;
            last = length;
            if (used > MOST_PENDING) {
                I64.set(bytes, next, bits);
                next += used >>> 3;
                bits >>>= used & -8;
                used &= 7;
            }
        }
        fours = four;
        at = next;
        pending = bits;
        pendingBits = used;
    }

    /** The length before the next one. */
    private int before() {
        return fours == 0 ? LengthCode.START : lengths[fours - 1];
    }

    private static byte length(int all) {
        return (byte) (Integer.SIZE - Integer.numberOfLeadingZeros(all));
    }

    /** Adds the bits of the series whose lengths come next. */
    void addBits(int[] residuals, int from, int count) {
        reserve(count);
        flush();
        int end = from + count;
        for (int i = addShort(residuals, from, end); i < end; i = addShort(residuals, i, end)) {
            int length = lengths[nextFour++];
            int last = Math.min(i + LengthCode.FOUR, end);
            for (; length <= PAIR && i + 2 <= last; i += 2) {
                write(residuals[i] | ((long) residuals[i + 1] << length), 2 * length);
            }
            for (; i < last; i++) {
                write(residuals[i] & 0xFFFFFFFFL, length);
            }
        }
    }

    /** Writes whole fours as long as they are short, which most are, and returns where it ended. */
    private int addShort(int[] residuals, int from, int end) {
        byte[] out = bytes;
        byte[] lengthOf = lengths;
        int four = nextFour;
        int next = at;
        long bits = pending;
        int used = pendingBits;
        int i = from;
        for (; i <= end - LengthCode.FOUR; i += LengthCode.FOUR) {
            int length = lengthOf[four];
            if (length > SHORT) {
                break;
            }
            four++;
            long pair = residuals[i] | ((long) residuals[i + 1] << length);
            long other = residuals[i + 2] | ((long) residuals[i + 3] << length);
            bits |= (pair | (other << (2 * length))) << used;
            used += LengthCode.FOUR * length;
            I64.set(out, next, bits);
            next += used >>> 3;
            bits >>>= used & -8;
            used &= 7;
        }
        nextFour = four;
        at = next;
        pending = bits;
        pendingBits = used;
        return i;
    }

    /** Writes so many bits that with seven more they fit eight bytes. */
    private void write(long value, int count) {
        pending |= value << pendingBits;
        pendingBits += count;
        flush();
    }

    /** Leaves less than eight bits. */
    private void flush() {
        I64.set(bytes, at, pending);
        at += pendingBits >>> 3;
        pending >>>= pendingBits & -8;
        pendingBits &= 7;
    }

    /** Makes room for so many numbers of four bytes, and for what a write of eight goes beyond them. */
    private void reserve(int count) {
        int needed = Integer.BYTES * count + Long.BYTES;
        if (bytes.length - at < needed) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length + needed);
        }
    }

    /** Bytes after the last {@link #addBits}, the last one filled up with zeros. */
    int size() {
        return at + (pendingBits > 0 ? 1 : 0);
    }

    void writeTo(PartWriter out) {
        bytes[at] = (byte) pending;
        out.bytes(bytes, 0, size());
    }
}
