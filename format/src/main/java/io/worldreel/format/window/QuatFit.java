package io.worldreel.format.window;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How a grid holds the quaternions of one series: their grid integers, and which column of each is the computed one. Nearly always
 * that is the greatest: loops without branches, which the compiler turns into vector instructions, find out where it is, and only
 * the others are looked at one by one. The result stands in the fields until the next series.
 */
final class QuatFit {
    static final int COLUMNS = 4;
    private static final int MAX_LENGTH = SeriesEncoder.MAX_LENGTH;
    private static final int MAGNITUDE = Integer.MAX_VALUE;
    private static final int MOST = Float.floatToRawIntBits(QuatGrid.MOST_COLUMN);
    private static final int GREATEST_FINITE = Float.floatToRawIntBits(Float.MAX_VALUE);

    /** The grid integers of the quaternion before the first, and which of its columns is computed. */
    final int[] base = new int[COLUMNS];
    int baseComputed;
    /** The grid integers of each column; of computed ones any. */
    final int[][] integers = new int[COLUMNS][MAX_LENGTH];
    /** Of each column: 0 where it is the computed one, else -1. */
    final int[][] kept = new int[COLUMNS][MAX_LENGTH];
    /** Which column is computed, plus 4 if it is negative; and by how many steps it is put right. */
    final int[] computed = new int[MAX_LENGTH];
    final int[] corrections = new int[MAX_LENGTH];
    private int exceptions;
    private final boolean[] exceptional = new boolean[MAX_LENGTH];

    private int count;
    private final int[][] bits = new int[COLUMNS][MAX_LENGTH];
    private final float[][] columns = new float[COLUMNS][MAX_LENGTH];
    private final float[][] rebuilt = new float[COLUMNS][MAX_LENGTH];
    /** The magnitudes of the greatest columns as bits, and what the grid computes for them. */
    private final int[] greatest = new int[MAX_LENGTH];
    private final float[] magnitudes = new float[MAX_LENGTH];
    private final int[] rebuiltBits = new int[MAX_LENGTH];
    /** Not 0 where the grid does not hold the quaternion with its greatest column computed. */
    private final int[] wrong = new int[MAX_LENGTH];
    private final float[] quat = new float[COLUMNS];

    /**
     * Looks at {@code newCount} quaternions.
     *
     * @param source the four columns, from {@code from} on
     * @param baseBits the one before the first; empty if there is none
     * @return false if the grid holds too few of them
     */
    boolean fit(QuatGrid grid, GroupValues source, int from, int newCount, int[] baseBits) {
        count = newCount;
        exceptions = 0;
        base(grid, baseBits);
        for (int c = 0; c < COLUMNS; c++) {
            load(source.narrow(c), from, bits[c], columns[c]);
        }
        findGreatest();
        boolean isNear = isNear();
        for (int c = 0; c < COLUMNS; c++) {
            grid.toIntegers(columns[c], count, isNear, integers[c], rebuilt[c]);
        }
        Arrays.fill(wrong, 0, count, 0);
        Arrays.fill(exceptional, 0, count, false);
        Arrays.fill(corrections, 0, count, 0);
        for (int c = 0; c < COLUMNS; c++) {
            compareKept(c);
        }
        if (!grid.isCorrected()) {
            compareComputed(grid);
        }
        boolean isCorrected = grid.isCorrected();
        for (int i = 0; i < count && exceptions <= count / 8; i++) {
            if (wrong[i] != 0 || isCorrected) {
                fit(grid, i);
            }
        }
        return exceptions <= count / 8;
    }

    /** Whether no column is so far from what unit quaternions have that its integer could be too great. */
    private boolean isNear() {
        int signs = 0;
        for (int i = 0; i < count; i++) {
            signs |= MOST - greatest[i];
        }
        return signs >= 0;
    }

    private void base(QuatGrid grid, int[] baseBits) {
        Arrays.fill(base, grid.middle());
        baseComputed = 0;
        if (baseBits.length > 0) {
            for (int c = 0; c < COLUMNS; c++) {
                quat[c] = Float.intBitsToFloat(baseBits[c]);
                base[c] = grid.nearest(quat[c]);
            }
            baseComputed = QuatGrid.greatest(quat);
        }
    }

    private void load(int[] source, int from, int[] to, float[] values) {
        System.arraycopy(source, from, to, 0, count);
        for (int i = 0; i < count; i++) {
            values[i] = Float.intBitsToFloat(to[i]);
        }
    }

    /** Takes the first of the greatest columns by magnitude for the computed one. Bits of finite floats compare as their magnitudes do. */
    private void findGreatest() {
        System.arraycopy(bits[0], 0, greatest, 0, count);
        Arrays.fill(computed, 0, count, 0);
        for (int c = 1; c < COLUMNS; c++) {
            int column = c;
            int[] other = bits[c];
            for (int i = 0; i < count; i++) {
                int isGreater = ((greatest[i] & MAGNITUDE) - (other[i] & MAGNITUDE)) >> 31;
                greatest[i] ^= (greatest[i] ^ other[i]) & isGreater;
                computed[i] ^= (computed[i] ^ column) & isGreater;
            }
        }
        for (int c = 0; c < COLUMNS; c++) {
            int column = c;
            int[] mask = kept[c];
            for (int i = 0; i < count; i++) {
                mask[i] = -(computed[i] ^ column) >> 31;
            }
        }
        for (int i = 0; i < count; i++) {
            computed[i] |= (greatest[i] >> 31) & QuatGrid.NEGATIVE;
            greatest[i] &= MAGNITUDE;
        }
    }

    private void compareKept(int c) {
        for (int i = 0; i < count; i++) {
            rebuiltBits[i] = Float.floatToRawIntBits(rebuilt[c][i]);
        }
        int[] now = bits[c];
        int[] mask = kept[c];
        for (int i = 0; i < count; i++) {
            wrong[i] |= (now[i] ^ rebuiltBits[i]) & mask[i];
        }
    }

    private void compareComputed(QuatGrid grid) {
        for (int c = 0; c < COLUMNS; c++) {
            float[] column = columns[c];
            float[] out = rebuilt[c];
            int[] mask = kept[c];
            for (int i = 0; i < count; i++) {
                out[i] = column[i] * mask[i];
            }
        }
        grid.magnitudes(rebuilt, 0, count, magnitudes);
        for (int i = 0; i < count; i++) {
            rebuiltBits[i] = Float.floatToRawIntBits(magnitudes[i]);
        }
        for (int i = 0; i < count; i++) {
            wrong[i] |= (greatest[i] ^ rebuiltBits[i]) | ((GREATEST_FINITE - greatest[i]) >> 31);
        }
    }

    private void fit(QuatGrid grid, int i) {
        for (int c = 0; c < COLUMNS; c++) {
            quat[c] = columns[c][i];
        }
        int found = wrong[i] == 0 && grid.rebuilds(quat, computed[i]) ? computed[i] : grid.fit(quat);
        exceptional[i] = found < 0;
        if (found < 0) {
            exceptions++;
            repeat(i);
        } else {
            compute(i, found);
            corrections[i] = grid.correction(quat, found, quat[found % QuatGrid.NEGATIVE]);
        }
    }

    /** Lets a quaternion that is an exception stay as the one before it. */
    private void repeat(int i) {
        compute(i, i == 0 ? baseComputed : computed[i - 1]);
        for (int c = 0; c < COLUMNS; c++) {
            integers[c][i] = i == 0 ? base[c] : integers[c][i - 1];
        }
    }

    private void compute(int i, int column) {
        computed[i] = column;
        for (int c = 0; c < COLUMNS; c++) {
            kept[c][i] = c == column % QuatGrid.NEGATIVE ? 0 : -1;
        }
    }

    /** The indexes of the quaternions that the grid does not hold. */
    int[] exceptions() {
        return exceptions == 0 ? new int[0] : IntStream.range(0, count).filter(i -> exceptional[i]).toArray();
    }
}
