package io.worldreel.format.window;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads packed rows (FORMAT.md, "Packed rows"): the lengths of all their series, column by column, and then as many residuals of
 * each as are wanted. Both methods may throw {@link IndexOutOfBoundsException} if a row ends too early.
 */
final class RowUnpacker {
    private static final VarHandle I64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int STRIDE = LengthCode.fours(SeriesEncoder.MAX_LENGTH);
    private static final int LANES = 4;

    /** The rows, and eight bytes more. */
    private final byte[] bytes;
    /** Of each row: the next bit, and where its bits end. */
    private final int[] next;
    private final int[] ends;
    /** Of each row: the length before the next one, times 512. */
    private final int[] contexts;
    /** Of each series its lengths, from {@code s * STRIDE} on. */
    private final byte[] lengths;

    /**
     * @param source holds the rows one after the other, from {@code from} on
     * @param sizes the bytes of each row; 0 for rows that are not packed
     * @param series how many the rows have in all: series {@code c * rows + r} is column c of row r
     */
    RowUnpacker(byte[] source, int from, int[] sizes, int series) {
        next = new int[sizes.length];
        ends = new int[sizes.length];
        contexts = new int[sizes.length];
        Arrays.fill(contexts, LengthCode.START << LengthCode.MAX_BITS);
        lengths = new byte[series * STRIDE];
        int end = 0;
        for (int row = 0; row < sizes.length; row++) {
            next[row] = 8 * end;
            end += sizes[row];
            ends[row] = 8 * end;
        }
        bytes = Arrays.copyOfRange(source, from, from + end + Long.BYTES);
    }

    /**
     * Reads the lengths of the next column of some rows, four side by side: each length must wait for the one before it in its own row,
     * and for no other.
     *
     * @param series the first of the column
     * @param packed which rows: the first {@code number}, best those of about as many lengths side by side
     * @param counts of each row, how many lengths it has
     */
    void readLengths(int series, int[] packed, int number, int[] counts) {
        for (int k = 0; k < number; k += LANES) {
            int last = Math.min(k + LANES, number) - 1;
            int a = packed[k];
            int b = packed[Math.min(k + 1, last)];
            int c = packed[Math.min(k + 2, last)];
            int d = packed[last];
            int shared = last == k ? 0 : Math.min(Math.min(counts[a], counts[b]), Math.min(counts[c], counts[d]));
            readFour(series, a, b, c, d, shared);
            for (int rest = k; rest <= last; rest++) {
                if (counts[packed[rest]] > shared) {
                    readOne(series, packed[rest], shared, counts[packed[rest]]);
                }
            }
        }
    }

    private void readOne(int series, int row, int from, int end) {
        short[] table = LengthCode.lengths();
        int at = next[row];
        int context = contexts[row];
        int to = (series + row) * STRIDE;
        for (int i = from; i < end; i++) {
            long bits = (long) I64.get(bytes, at >>> 3) >>> (at & 7);
            int entry = table[context | ((int) bits & LengthCode.MASK)];
            context = entry & ~LengthCode.MASK;
            at += entry & LengthCode.MASK;
            lengths[to + i] = (byte) (entry >>> LengthCode.MAX_BITS);
        }
        next[row] = at;
        contexts[row] = context;
    }

    /** Reads the first lengths of four rows, some of which may be the same. */
    private void readFour(int series, int rowA, int rowB, int rowC, int rowD, int count) {
        short[] table = LengthCode.lengths();
        byte[] source = bytes;
        byte[] out = lengths;
        int atA = next[rowA];
        int atB = next[rowB];
        int atC = next[rowC];
        int atD = next[rowD];
        int contextA = contexts[rowA];
        int contextB = contexts[rowB];
        int contextC = contexts[rowC];
        int contextD = contexts[rowD];
        int toA = (series + rowA) * STRIDE;
        int toB = (series + rowB) * STRIDE;
        int toC = (series + rowC) * STRIDE;
        int toD = (series + rowD) * STRIDE;
        for (int i = 0; i < count; i++) {
            long bitsA = (long) I64.get(source, atA >>> 3) >>> (atA & 7);
            long bitsB = (long) I64.get(source, atB >>> 3) >>> (atB & 7);
            long bitsC = (long) I64.get(source, atC >>> 3) >>> (atC & 7);
            long bitsD = (long) I64.get(source, atD >>> 3) >>> (atD & 7);
            int entryA = table[contextA | ((int) bitsA & LengthCode.MASK)];
            int entryB = table[contextB | ((int) bitsB & LengthCode.MASK)];
            int entryC = table[contextC | ((int) bitsC & LengthCode.MASK)];
            int entryD = table[contextD | ((int) bitsD & LengthCode.MASK)];
            atA += entryA & LengthCode.MASK;
            atB += entryB & LengthCode.MASK;
            atC += entryC & LengthCode.MASK;
            atD += entryD & LengthCode.MASK;
            contextA = entryA & ~LengthCode.MASK;
            contextB = entryB & ~LengthCode.MASK;
            contextC = entryC & ~LengthCode.MASK;
            contextD = entryD & ~LengthCode.MASK;
            out[toA + i] = (byte) (entryA >>> LengthCode.MAX_BITS);
            out[toB + i] = (byte) (entryB >>> LengthCode.MAX_BITS);
            out[toC + i] = (byte) (entryC >>> LengthCode.MAX_BITS);
            out[toD + i] = (byte) (entryD >>> LengthCode.MAX_BITS);
        }
        next[rowA] = atA;
        next[rowB] = atB;
        next[rowC] = atC;
        next[rowD] = atD;
        contexts[rowA] = contextA;
        contexts[rowB] = contextB;
        contexts[rowC] = contextC;
        contexts[rowD] = contextD;
    }

    /**
     * Reads residuals of the next series of a row, after the lengths of all.
     *
     * @param series the first of the column
     * @param wanted how many
     * @param count how many there are: the others are passed over
     */
    void read(int series, int row, int wanted, int count, int[] out, int to) {
        byte[] told = lengths;
        byte[] source = bytes;
        int from = (series + row) * STRIDE;
        int at = next[row];
        int fours = wanted / LengthCode.FOUR;
        for (int four = 0; four < fours; four++) {
            int length = told[from + four];
            int mask = (int) ((1L << length) - 1);
            int i = to + LengthCode.FOUR * four;
            int second = at + length;
            int third = second + length;
            int fourth = third + length;
            out[i] = (int) ((long) I64.get(source, at >>> 3) >>> (at & 7)) & mask;
            out[i + 1] = (int) ((long) I64.get(source, second >>> 3) >>> (second & 7)) & mask;
            out[i + 2] = (int) ((long) I64.get(source, third >>> 3) >>> (third & 7)) & mask;
            out[i + 3] = (int) ((long) I64.get(source, fourth >>> 3) >>> (fourth & 7)) & mask;
            at = fourth + length;
        }
        for (int i = LengthCode.FOUR * fours; i < count; i++) {
            int length = told[from + i / LengthCode.FOUR];
            if (i < wanted) {
                long bits = (long) I64.get(source, at >>> 3) >>> (at & 7);
                out[to + i] = (int) (bits & ((1L << length) - 1));
            }
            at += length;
        }
        next[row] = at;
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
