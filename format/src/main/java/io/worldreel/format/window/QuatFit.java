package io.worldreel.format.window;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How a grid holds the quaternions of a group: their grid integers, and which column of each is the computed one. Nearly always that
 * is the greatest: loops without branches over the whole group, which the compiler turns into vector instructions, find out where it
 * is, and only the others are looked at one by one. The result stands in the fields until the next group.
 */
final class QuatFit {
    static final int COLUMNS = 4;
    private static final int MAGNITUDE = Integer.MAX_VALUE;
    private static final int MOST = Float.floatToRawIntBits(QuatGrid.MOST_COLUMN);
    private static final int GREATEST_FINITE = Float.floatToRawIntBits(Float.MAX_VALUE);

    /** The grid integers of each column; of computed ones any. */
    final int[][] integers = new int[COLUMNS][0];
    /** Of each column: 0 where it is the computed one, else -1. */
    final int[][] kept = new int[COLUMNS][0];
    /** Which column is computed, plus 4 if it is negative; and by how many steps it is put right. */
    int[] computed = {};
    int[] corrections = {};
    private boolean[] exceptional = {};

    private QuatGrid grid = QuatGrid.ofBits(QuatGrid.MIN_BITS, 1);
    private int count;
    private int[][] bits = {};
    private final float[][] columns = new float[COLUMNS][0];
    private final float[][] rebuilt = new float[COLUMNS][0];
    /** The magnitudes of the greatest columns as bits, and what the grid computes for them. */
    private int[] greatest = {};
    private float[] magnitudes = {};
    private int[] rebuiltBits = {};
    /** Not 0 where the grid does not hold the quaternion with its greatest column computed. */
    private int[] wrong = {};
    private final float[] quat = new float[COLUMNS];

    /** Looks at all quaternions of a group, at each by itself. */
    void begin(QuatGrid newGrid, GroupValues source) {
        grid = newGrid;
        count = source.entries();
        if (computed.length < count) {
            grow(Math.max(count, 2 * computed.length));
        }
        bits = source.narrow();
        for (int c = 0; c < COLUMNS; c++) {
            columns[c] = source.floats(c);
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
            compareComputed();
        }
    }

    private void grow(int size) {
        for (int c = 0; c < COLUMNS; c++) {
            integers[c] = new int[size];
            kept[c] = new int[size];
            rebuilt[c] = new float[size];
        }
        computed = new int[size];
        corrections = new int[size];
        exceptional = new boolean[size];
        greatest = new int[size];
        magnitudes = new float[size];
        rebuiltBits = new int[size];
        wrong = new int[size];
    }

    /** Whether no column is so far from what unit quaternions have that its integer could be too great. */
    private boolean isNear() {
        int signs = 0;
        for (int i = 0; i < count; i++) {
            signs |= MOST - greatest[i];
        }
        return signs >= 0;
    }

    /** Takes the first of the greatest columns by magnitude for the computed one. Bits of finite floats compare as their magnitudes do. */
    private void findGreatest() {
        int[] x = bits[0];
        int[] y = bits[1];
        int[] z = bits[2];
        int[] w = bits[3];
        for (int i = 0; i < count; i++) {
            int most = x[i];
            int isGreater = ((most & MAGNITUDE) - (y[i] & MAGNITUDE)) >> 31;
            most ^= (most ^ y[i]) & isGreater;
            int column = isGreater & 1;
            isGreater = ((most & MAGNITUDE) - (z[i] & MAGNITUDE)) >> 31;
            most ^= (most ^ z[i]) & isGreater;
            column ^= (column ^ 2) & isGreater;
            isGreater = ((most & MAGNITUDE) - (w[i] & MAGNITUDE)) >> 31;
            most ^= (most ^ w[i]) & isGreater;
            column |= 3 & isGreater;
            greatest[i] = most & MAGNITUDE;
            computed[i] = column | ((most >> 31) & QuatGrid.NEGATIVE);
        }
        for (int c = 0; c < COLUMNS; c++) {
            int column = c;
            int[] mask = kept[c];
            for (int i = 0; i < count; i++) {
                mask[i] = -((computed[i] & (QuatGrid.NEGATIVE - 1)) ^ column) >> 31;
            }
        }
    }

    private void compareKept(int c) {
        Coding.toBits(rebuilt[c], count, rebuiltBits);
        int[] now = bits[c];
        int[] mask = kept[c];
        for (int i = 0; i < count; i++) {
            wrong[i] |= (now[i] ^ rebuiltBits[i]) & mask[i];
        }
    }

    private void compareComputed() {
        for (int c = 0; c < COLUMNS; c++) {
            float[] column = columns[c];
            float[] out = rebuilt[c];
            int[] mask = kept[c];
            for (int i = 0; i < count; i++) {
                out[i] = column[i] * mask[i];
            }
        }
        grid.magnitudes(rebuilt, 0, count, magnitudes);
        Coding.toBits(magnitudes, count, rebuiltBits);
        for (int i = 0; i < count; i++) {
            wrong[i] |= (greatest[i] ^ rebuiltBits[i]) | ((GREATEST_FINITE - greatest[i]) >> 31);
        }
    }

    /**
     * Finds how the grid holds a series of the group, whose base is before {@code start}.
     *
     * @return how many of its quaternions are exceptions; negative if those are too many
     */
    int hold(int start, int end) {
        base(start - 1);
        int all = grid.isCorrected() ? -1 : 0;
        for (int i = start; i < end; i++) {
            all |= wrong[i];
        }
        int exceptions = 0;
        int most = (end - start) / 8;
        for (int i = start; all != 0 && i < end && exceptions <= most; i++) {
            if (wrong[i] != 0 || grid.isCorrected()) {
                exceptions += fit(i) ? 0 : 1;
            }
        }
        return exceptions <= most ? exceptions : -1;
    }

    /** Of a base all columns are taken from the grid. */
    private void base(int i) {
        for (int c = 0; c < COLUMNS; c++) {
            quat[c] = columns[c][i];
            kept[c][i] = -1;
        }
        computed[i] = QuatGrid.greatest(quat);
    }

    private boolean fit(int i) {
        for (int c = 0; c < COLUMNS; c++) {
            quat[c] = columns[c][i];
        }
        int found = wrong[i] == 0 && grid.rebuilds(quat, computed[i]) ? computed[i] : grid.fit(quat);
        exceptional[i] = found < 0;
        if (found < 0) {
            repeat(i);
            return false;
        }
        compute(i, found);
        corrections[i] = grid.correction(quat, found, quat[found % QuatGrid.NEGATIVE]);
        return true;
    }

    /** Lets a quaternion that is an exception stay as the one before it. */
    private void repeat(int i) {
        compute(i, computed[i - 1]);
        for (int c = 0; c < COLUMNS; c++) {
            integers[c][i] = integers[c][i - 1];
        }
    }

    private void compute(int i, int column) {
        computed[i] = column;
        for (int c = 0; c < COLUMNS; c++) {
            kept[c][i] = c == column % QuatGrid.NEGATIVE ? 0 : -1;
        }
    }

    /** The indexes in a series of the quaternions that the grid does not hold. */
    int[] exceptions(int start, int end) {
        return IntStream.range(start, end).filter(i -> exceptional[i]).map(i -> i - start).toArray();
    }
}
