package io.worldreel.format.window;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Reads packed rows, column by column (FORMAT.md, "Packed rows"). */
final class RowUnpacker {
    private static final VarHandle I64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int LANES = 4;

    /** The rows, and eight bytes more. */
    private final byte[] bytes;
    /** Of each row: the next bit, and where its bits end. */
    private final int[] next;
    private final int[] ends;
    /** Of each row: the length from which the next one is told, times 512. */
    private final int[] contexts;

    /**
     * @param source holds the rows one after the other, from {@code from} on
     * @param sizes the bytes of each row; 0 for rows that are not packed
     */
    RowUnpacker(byte[] source, int from, int[] sizes) {
        next = new int[sizes.length];
        ends = new int[sizes.length];
        contexts = new int[sizes.length];
        int end = 0;
        for (int row = 0; row < sizes.length; row++) {
            next[row] = 8 * end;
            end += sizes[row];
            ends[row] = 8 * end;
        }
        bytes = Arrays.copyOfRange(source, from, from + end + Long.BYTES);
    }

    /** Says of the next series of a row by what length its first one is told. */
    void begin(int row, int length) {
        contexts[row] = length << LengthCode.MAX_BITS;
    }

    /**
     * Reads the next series of some rows, four side by side: each residual must wait for the one before it in its own series, and for
     * no other.
     *
     * @param rows which: the first {@code count}
     * @param lengths of each row, how many residuals its series has
     * @param out the residuals of row r go to {@code r * SeriesEncoder.MAX_LENGTH} and on
     * @throws IndexOutOfBoundsException perhaps, if a row ends too early
     */
    void read(int[] rows, int count, int[] lengths, int[] out) {
        for (int k = 0; k < count; k += LANES) {
            int a = rows[k];
            int b = rows[Math.min(k + 1, count - 1)];
            int c = rows[Math.min(k + 2, count - 1)];
            int d = rows[Math.min(k + 3, count - 1)];
            int shared = Math.min(Math.min(lengths[a], lengths[b]), Math.min(lengths[c], lengths[d]));
            readFour(a, b, c, d, shared, out);
            for (int rest = k; rest < Math.min(k + LANES, count); rest++) {
                readOne(rows[rest], shared, lengths[rows[rest]], out);
            }
        }
    }

    private void readOne(int row, int from, int end, int[] out) {
        short[] table = LengthCode.lengths();
        int at = next[row];
        int context = contexts[row];
        int to = row * SeriesEncoder.MAX_LENGTH;
        for (int i = from; i < end; i++) {
            long bits = (long) I64.get(bytes, at >>> 3) >>> (at & 7);
            int entry = table[context | ((int) bits & LengthCode.MASK)];
            int taken = entry & 63;
            int more = entry >>> 6;
            context = more << LengthCode.MAX_BITS;
            at += taken;
            long mask = (1L << more) - 1;
            out[to + i] = (int) (((bits >>> (taken - more)) & mask) + mask);
        }
        next[row] = at;
        contexts[row] = context;
    }

    /** As {@link #readOne}, of four rows, some of which may be the same. */
    private void readFour(int rowA, int rowB, int rowC, int rowD, int length, int[] out) {
        short[] table = LengthCode.lengths();
        byte[] source = bytes;
        int atA = next[rowA];
        int contextA = contexts[rowA];
        int toA = rowA * SeriesEncoder.MAX_LENGTH;
        int atB = next[rowB];
        int contextB = contexts[rowB];
        int toB = rowB * SeriesEncoder.MAX_LENGTH;
        int atC = next[rowC];
        int contextC = contexts[rowC];
        int toC = rowC * SeriesEncoder.MAX_LENGTH;
        int atD = next[rowD];
        int contextD = contexts[rowD];
        int toD = rowD * SeriesEncoder.MAX_LENGTH;
        for (int i = 0; i < length; i++) {
            long bitsA = (long) I64.get(source, atA >>> 3) >>> (atA & 7);
            long bitsB = (long) I64.get(source, atB >>> 3) >>> (atB & 7);
            long bitsC = (long) I64.get(source, atC >>> 3) >>> (atC & 7);
            long bitsD = (long) I64.get(source, atD >>> 3) >>> (atD & 7);
            int entryA = table[contextA | ((int) bitsA & LengthCode.MASK)];
            int entryB = table[contextB | ((int) bitsB & LengthCode.MASK)];
            int entryC = table[contextC | ((int) bitsC & LengthCode.MASK)];
            int entryD = table[contextD | ((int) bitsD & LengthCode.MASK)];
            int moreA = entryA >>> 6;
            int moreB = entryB >>> 6;
            int moreC = entryC >>> 6;
            int moreD = entryD >>> 6;
            int codeA = (entryA & 63) - moreA;
            int codeB = (entryB & 63) - moreB;
            int codeC = (entryC & 63) - moreC;
            int codeD = (entryD & 63) - moreD;
            contextA = moreA << LengthCode.MAX_BITS;
            contextB = moreB << LengthCode.MAX_BITS;
            contextC = moreC << LengthCode.MAX_BITS;
            contextD = moreD << LengthCode.MAX_BITS;
            atA += entryA & 63;
            atB += entryB & 63;
            atC += entryC & 63;
            atD += entryD & 63;
            long maskA = (1L << moreA) - 1;
            long maskB = (1L << moreB) - 1;
            long maskC = (1L << moreC) - 1;
            long maskD = (1L << moreD) - 1;
            out[toA + i] = (int) (((bitsA >>> codeA) & maskA) + maskA);
            out[toB + i] = (int) (((bitsB >>> codeB) & maskB) + maskB);
            out[toC + i] = (int) (((bitsC >>> codeC) & maskC) + maskC);
            out[toD + i] = (int) (((bitsD >>> codeD) & maskD) + maskD);
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
