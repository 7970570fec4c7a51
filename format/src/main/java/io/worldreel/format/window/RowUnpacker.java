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

    private static final int LANES = 4;
    /** Two residuals of so many bits fit eight bytes, wherever in the first byte they begin. */
    private static final int MOST_OF_TWO = 28;

    /** The rows, and eight bytes or more of anything. */
    private final byte[] bytes;
    /** Of each row: the next bit, and where its bits end. */
    private final int[] next;
    private final int[] ends;
    /** Of each row: what the table has of the length before the next one. */
    private final int[] contexts;
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
        contexts = new int[sizes.length];
        nextLength = new int[sizes.length];
        int end = 0;
        int total = 0;
        for (int row = 0; row < sizes.length; row++) {
            next[row] = 8 * end;
            end += sizes[row];
            ends[row] = 8 * end;
            contexts[row] = LengthCode.START << LengthCode.MAX_BITS;
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
     * Reads all lengths, those of four rows side by side: each must wait for the one before it in its own row, and for no other.
     * Where a row ends, the next one takes its place.
     */
    private void readLengths(int[] counts) {
        int[] waiting = longestFirst(counts);
        int[] left = counts.clone();
        int[] lanes = new int[LANES];
        int begun = 0;
        int busy = 0;
        while (true) {
            while (busy < LANES && begun < waiting.length && counts[waiting[begun]] > 0) {
                lanes[busy++] = waiting[begun++];
            }
            if (busy == 0) {
                return;
            }
            int shared = left[lanes[0]];
            for (int lane = 1; lane < busy; lane++) {
                shared = Math.min(shared, left[lanes[lane]]);
            }
            if (busy == 1) {
                readOne(lanes[0], shared);
            } else {
                readFour(lanes[0], lanes[1], lanes[Math.min(2, busy - 1)], lanes[busy - 1], shared);
            }
            for (int lane = busy - 1; lane >= 0; lane--) {
                left[lanes[lane]] -= shared;
                nextLength[lanes[lane]] += shared;
                if (left[lanes[lane]] == 0) {
                    lanes[lane] = lanes[--busy];
                }
            }
        }
    }

    /** The rows in the order of falling counts: then few are read by themselves at the end. */
    private static int[] longestFirst(int[] counts) {
        int[] order = new int[counts.length];
        for (int row = 0; row < order.length; row++) {
            int at = row;
            for (; at > 0 && counts[order[at - 1]] < counts[row]; at--) {
                order[at] = order[at - 1];
            }
            order[at] = row;
        }
        return order;
    }

    private void readOne(int row, int count) {
        short[] table = LengthCode.lengths();
        int at = next[row];
        int context = contexts[row];
        int to = nextLength[row];
        for (int i = to; i < to + count; i++) {
            long bits = (long) I64.get(bytes, at >>> 3) >>> (at & 7);
            int entry = table[(context & LengthCode.LENGTH_MASK) + ((int) bits & LengthCode.MASK)];
            context = entry;
            at += entry & LengthCode.MASK;
            lengths[i] = (byte) (entry >>> LengthCode.MAX_BITS);
        }
        next[row] = at;
        contexts[row] = context;
    }

    /** Reads the next lengths of four rows, some of which may be the same. */
    private void readFour(int rowA, int rowB, int rowC, int rowD, int count) {
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
        int toA = nextLength[rowA];
        int toB = nextLength[rowB];
        int toC = nextLength[rowC];
        int toD = nextLength[rowD];
        int pairs = count & -2;
        for (int i = 0; i < pairs; i += 2) {
            long bitsA = (long) I64.get(source, atA >>> 3) >>> (atA & 7);
            long bitsB = (long) I64.get(source, atB >>> 3) >>> (atB & 7);
            long bitsC = (long) I64.get(source, atC >>> 3) >>> (atC & 7);
            long bitsD = (long) I64.get(source, atD >>> 3) >>> (atD & 7);
            int entryA = table[(contextA & LengthCode.LENGTH_MASK) + ((int) bitsA & LengthCode.MASK)];
            int entryB = table[(contextB & LengthCode.LENGTH_MASK) + ((int) bitsB & LengthCode.MASK)];
            int entryC = table[(contextC & LengthCode.LENGTH_MASK) + ((int) bitsC & LengthCode.MASK)];
            int entryD = table[(contextD & LengthCode.LENGTH_MASK) + ((int) bitsD & LengthCode.MASK)];
            int bitCountA = entryA & LengthCode.MASK;
            out[toA + i] = (byte) (entryA >>> LengthCode.MAX_BITS);
            contextA = table[(entryA & LengthCode.LENGTH_MASK) + ((int) (bitsA >>> bitCountA) & LengthCode.MASK)];
            atA += bitCountA + (contextA & LengthCode.MASK);
            out[toA + i + 1] = (byte) (contextA >>> LengthCode.MAX_BITS);
            int bitCountB = entryB & LengthCode.MASK;
            out[toB + i] = (byte) (entryB >>> LengthCode.MAX_BITS);
            contextB = table[(entryB & LengthCode.LENGTH_MASK) + ((int) (bitsB >>> bitCountB) & LengthCode.MASK)];
            atB += bitCountB + (contextB & LengthCode.MASK);
            out[toB + i + 1] = (byte) (contextB >>> LengthCode.MAX_BITS);
            int bitCountC = entryC & LengthCode.MASK;
            out[toC + i] = (byte) (entryC >>> LengthCode.MAX_BITS);
            contextC = table[(entryC & LengthCode.LENGTH_MASK) + ((int) (bitsC >>> bitCountC) & LengthCode.MASK)];
            atC += bitCountC + (contextC & LengthCode.MASK);
            out[toC + i + 1] = (byte) (contextC >>> LengthCode.MAX_BITS);
            int bitCountD = entryD & LengthCode.MASK;
            out[toD + i] = (byte) (entryD >>> LengthCode.MAX_BITS);
            contextD = table[(entryD & LengthCode.LENGTH_MASK) + ((int) (bitsD >>> bitCountD) & LengthCode.MASK)];
            atD += bitCountD + (contextD & LengthCode.MASK);
            out[toD + i + 1] = (byte) (contextD >>> LengthCode.MAX_BITS);
        }
        for (int i = pairs; i < count; i++) {
            long bitsA = (long) I64.get(source, atA >>> 3) >>> (atA & 7);
            long bitsB = (long) I64.get(source, atB >>> 3) >>> (atB & 7);
            long bitsC = (long) I64.get(source, atC >>> 3) >>> (atC & 7);
            long bitsD = (long) I64.get(source, atD >>> 3) >>> (atD & 7);
            int entryA = table[(contextA & LengthCode.LENGTH_MASK) + ((int) bitsA & LengthCode.MASK)];
            int entryB = table[(contextB & LengthCode.LENGTH_MASK) + ((int) bitsB & LengthCode.MASK)];
            int entryC = table[(contextC & LengthCode.LENGTH_MASK) + ((int) bitsC & LengthCode.MASK)];
            int entryD = table[(contextD & LengthCode.LENGTH_MASK) + ((int) bitsD & LengthCode.MASK)];
            atA += entryA & LengthCode.MASK;
            atB += entryB & LengthCode.MASK;
            atC += entryC & LengthCode.MASK;
            atD += entryD & LengthCode.MASK;
            contextA = entryA;
            contextB = entryB;
            contextC = entryC;
            contextD = entryD;
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
