package io.worldreel.format.window;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads packed rows (FORMAT.md, "Packed rows"): the lengths of all their series, and then as many residuals of each as are wanted.
 * Both methods may throw {@link IndexOutOfBoundsException} if a row ends too early.
 */
final class RowUnpacker {
    private static final VarHandle I64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** So many codes fit eight bytes, wherever in the first byte they begin. */
    private static final int CODES_A_LOAD = (Long.SIZE - 7) / LengthCode.MAX_BITS;
    /** Two residuals of so many bits fit eight bytes, wherever in the first byte they begin. */
    private static final int MOST_OF_TWO = 28;

    /** The rows, and eight bytes or more of anything. */
    private final byte[] bytes;
    /** Of each row: the next bit, and where its bits end. */
    private final int[] next;
    private final int[] ends;
    /** Of each row: what the table has of the length before the next one. */
    private final int[] entries;
    /** Row after row, the lengths of all series of each. */
    private final byte[] lengths;
    /** Of each row: the next length. */
    private final int[] nextLength;

    /**
     * @param source holds the rows one after the other, from {@code from} on
     * @param sizes the bytes of each row; 0 for rows that are not packed
     * @param counts of each row, how many lengths it has in all
     */
    RowUnpacker(byte[] source, int from, int[] sizes, int[] counts, GroupScratch scratch) {
        next = new int[sizes.length];
        ends = new int[sizes.length];
        entries = new int[sizes.length];
        nextLength = new int[sizes.length];
        int end = 0;
        int total = 0;
        for (int row = 0; row < sizes.length; row++) {
            next[row] = 8 * end;
            end += sizes[row];
            ends[row] = 8 * end;
            entries[row] = LengthCode.START << LengthCode.MAX_BITS;
            nextLength[row] = total;
            total += counts[row];
        }
        lengths = scratch.lengths(total);
        bytes = scratch.packed(end + Long.BYTES);
        System.arraycopy(source, from, bytes, 0, end);
        int[] firsts = nextLength.clone();
        readLengths(counts);
        System.arraycopy(firsts, 0, nextLength, 0, firsts.length);
    }

    /**
     * Reads all lengths, those of two rows side by side: each must wait for the one before it in its own row, and for no other.
     * Where a row ends, the next one takes its place.
     */
    private void readLengths(int[] counts) {
        int[] left = counts.clone();
        int open = -1;
        for (int row = 0; row < left.length; row++) {
            if (open >= 0 && left[row] > 0) {
                int shared = Math.min(left[open], left[row]);
                readTwo(open, row, shared);
                left[open] -= shared;
                left[row] -= shared;
                nextLength[open] += shared;
                nextLength[row] += shared;
            }
            open = left[row] > 0 ? row : open >= 0 && left[open] > 0 ? open : -1;
        }
        if (open >= 0) {
            readTwo(open, open, left[open]);
        }
    }

    /** Reads the next lengths of two rows, which may be the same. */
    private void readTwo(int rowA, int rowB, int count) {
        short[] table = LengthCode.lengths();
        byte[] source = bytes;
        byte[] out = lengths;
        int atA = next[rowA];
        int atB = next[rowB];
        int entryA = entries[rowA];
        int entryB = entries[rowB];
        int toA = nextLength[rowA];
        int toB = nextLength[rowB];
        for (int i = 0; i < count;) {
            long bitsA = (long) I64.get(source, atA >>> 3) >>> (atA & 7);
            long bitsB = (long) I64.get(source, atB >>> 3) >>> (atB & 7);
            for (int end = Math.min(i + CODES_A_LOAD, count); i < end; i++) {
                entryA = table[(entryA & LengthCode.LENGTH_MASK) + ((int) bitsA & LengthCode.MASK)];
                entryB = table[(entryB & LengthCode.LENGTH_MASK) + ((int) bitsB & LengthCode.MASK)];
                bitsA >>>= entryA & LengthCode.MASK;
                bitsB >>>= entryB & LengthCode.MASK;
                atA += entryA & LengthCode.MASK;
                atB += entryB & LengthCode.MASK;
                out[toA + i] = (byte) (entryA >>> LengthCode.MAX_BITS);
                out[toB + i] = (byte) (entryB >>> LengthCode.MAX_BITS);
            }
        }
        next[rowA] = atA;
        next[rowB] = atB;
        entries[rowA] = entryA;
        entries[rowB] = entryB;
    }

    /**
     * Reads residuals of the next series of a row.
     *
     * @param wanted how many
     * @param count how many there are: the others are passed over
     */
    void read(int row, int wanted, int count, int[] out, int to) {
        byte[] told = lengths;
        byte[] source = bytes;
        int from = nextLength[row];
        int at = next[row];
        int fours = wanted / LengthCode.FOUR;
        for (int four = 0; four < fours; four++) {
            int length = told[from + four];
            int mask = (int) ((1L << length) - 1);
            int i = to + LengthCode.FOUR * four;
            int third = at + 2 * length;
            long bits = (long) I64.get(source, at >>> 3) >>> (at & 7);
            long more = (long) I64.get(source, third >>> 3) >>> (third & 7);
            out[i] = (int) bits & mask;
            out[i + 2] = (int) more & mask;
            if (length > MOST_OF_TWO) {
                int second = at + length;
                int fourth = third + length;
                bits = (long) I64.get(source, second >>> 3) >>> (second & 7);
                more = (long) I64.get(source, fourth >>> 3) >>> (fourth & 7);
            } else {
                bits >>>= length;
                more >>>= length;
            }
            out[i + 1] = (int) bits & mask;
            out[i + 3] = (int) more & mask;
            at = third + 2 * length;
        }
        for (int i = LengthCode.FOUR * fours; i < wanted; i++) {
            int length = told[from + fours];
            long bits = (long) I64.get(source, at >>> 3) >>> (at & 7);
            out[to + i] = (int) (bits & ((1L << length) - 1));
            at += length;
        }
        next[row] = at + unwanted(from, wanted, count);
        nextLength[row] = from + LengthCode.fours(count);
    }

    /** The bits of the residuals of a series from one on. */
    private int unwanted(int firstLength, int from, int count) {
        int bits = 0;
        int at = from;
        for (; at < count && at % LengthCode.FOUR != 0; at++) {
            bits += lengths[firstLength + at / LengthCode.FOUR];
        }
        for (; at + LengthCode.FOUR <= count; at += LengthCode.FOUR) {
            bits += LengthCode.FOUR * lengths[firstLength + at / LengthCode.FOUR];
        }
        return at < count ? bits + (count - at) * lengths[firstLength + at / LengthCode.FOUR] : bits;
    }

    /** Whether every row was read just to its end. */
    boolean isAtEnds() {
        for (int row = 0; row < next.length; row++) {
            if (next[row] > ends[row] || ends[row] - next[row] >= 8) {
                return false;
            }
        }
        return true;
    }
}
