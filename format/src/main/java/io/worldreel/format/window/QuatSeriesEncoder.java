package io.worldreel.format.window;

import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Encodes the four columns of one quaternion series on a grid. The result stands in the fields until the next series. All
 * quaternions are known, so that each loop goes over one column and takes what lies at one index.
 */
final class QuatSeriesEncoder {
    private static final int MAX_LENGTH = SeriesEncoder.MAX_LENGTH;
    private static final int LANES = 4;

    int order;
    private int exceptions;
    private final boolean[] exceptional = new boolean[MAX_LENGTH];
    /** Residuals of the four series: of the computed column's index, then of the kept columns. */
    private int[][] residuals = new int[LANES][MAX_LENGTH];
    private int[][] trial = new int[LANES][MAX_LENGTH];

    private int count;
    private int max;
    private final float[][] columns = new float[LANES][MAX_LENGTH];
    private final float[][] rebuilt = new float[LANES][MAX_LENGTH];
    private final float[] quat = new float[LANES];
    /** Which column is computed, plus 4 if it is negative; and by how many steps it is put right. */
    private final int[] computed = new int[MAX_LENGTH];
    private final int[] corrections = new int[MAX_LENGTH];
    /** 1 where what is before a quaternion is negated to predict it. */
    private final int[] negated = new int[MAX_LENGTH + 1];

    /** The grid integers; those of the base, and of the one before it, come first. */
    private final int[][] integers = new int[LANES][MAX_LENGTH];
    private final int[][] last = new int[LANES][MAX_LENGTH];
    private final int[][] beforeLast = new int[LANES][MAX_LENGTH];
    private final int[][] differences = new int[LANES][MAX_LENGTH];
    /** Twice the distances from the middle of the grid, of each quaternion and of the one before it. */
    private final double[][] places = new double[LANES][MAX_LENGTH];
    private final double[][] lastPlaces = new double[LANES][MAX_LENGTH];

    /**
     * Encodes {@code newCount} quaternions.
     *
     * @param bits the four columns, from {@code from} on
     * @param baseBits the quaternion to predict from; empty if there is none
     * @param turns how they turn, from the first on, if that is known
     * @return whether the grid holds enough of them to be worth it
     */
    boolean encode(QuatGrid grid, long[][] bits, int from, int newCount, long[] baseBits, Optional<Turns> turns) {
        count = newCount;
        max = grid.max();
        for (int c = 0; c < LANES; c++) {
            for (int i = 0; i < count; i++) {
                columns[c][i] = Float.intBitsToFloat((int) bits[c][from + i]);
            }
            grid.toIntegers(columns[c], count, integers[c], rebuilt[c]);
        }
        int baseComputed = base(grid, baseBits);
        if (!fit(grid, baseComputed)) {
            return false;
        }
        placeComputed();
        follow(baseComputed);
        long best = Long.MAX_VALUE;
        int orders = turns.isPresent() ? SeriesEncoder.CLOCKED : 2;
        for (int tried = baseBits.length > 0 ? 1 : 0; tried <= orders; tried++) {
            predict(grid, tried, turns);
            long cost = makeResiduals(baseComputed);
            if (cost < best) {
                best = cost;
                order = tried;
                int[][] worse = residuals;
                residuals = trial;
                trial = worse;
            }
        }
        return true;
    }

    /** Puts the base before the quaternions and returns which of its columns is the computed one. */
    private int base(QuatGrid grid, long[] baseBits) {
        for (int c = 0; c < LANES; c++) {
            int integer = grid.middle();
            if (baseBits.length > 0) {
                quat[c] = Float.intBitsToFloat((int) baseBits[c]);
                integer = grid.nearest(quat[c]);
            }
            last[c][0] = integer;
            lastPlaces[c][0] = 2.0 * integer - max;
        }
        return baseBits.length > 0 ? QuatGrid.greatest(quat) : 0;
    }

    /** Finds which column of each quaternion is computed; false if the grid holds too few of them. */
    private boolean fit(QuatGrid grid, int baseComputed) {
        exceptions = 0;
        for (int i = 0; i < count; i++) {
            int misfits = 0;
            for (int c = 0; c < LANES; c++) {
                quat[c] = columns[c][i];
                misfits |= (Float.floatToRawIntBits(rebuilt[c][i]) == Float.floatToRawIntBits(quat[c]) ? 0 : 1) << c;
            }
            int greatest = QuatGrid.greatest(quat);
            int found = (misfits & ~(1 << (greatest % QuatGrid.NEGATIVE))) == 0 && grid.rebuilds(quat, greatest)
                    ? greatest
                    : grid.fit(quat);
            exceptional[i] = found < 0;
            if (found < 0) {
                if (++exceptions > count / 8) {
                    return false;
                }
                repeat(i, baseComputed);
                continue;
            }
            computed[i] = found;
            corrections[i] = grid.correction(quat, found, quat[found % QuatGrid.NEGATIVE]);
        }
        return true;
    }

    /** Lets a quaternion that is an exception stay as the one before it. */
    private void repeat(int i, int baseComputed) {
        computed[i] = i == 0 ? baseComputed : computed[i - 1];
        corrections[i] = 0;
        for (int c = 0; c < LANES; c++) {
            integers[c][i] = i == 0 ? last[c][0] : integers[c][i - 1];
        }
    }

    /** Gives the computed columns the integers and places that readers compute for them. */
    private void placeComputed() {
        for (int c = 0; c < LANES; c++) {
            for (int i = 0; i < count; i++) {
                places[c][i] = 2.0 * integers[c][i] - max;
            }
        }
        double whole = 2.0 * max * max;
        for (int i = 0; i < count; i++) {
            int skipped = computed[i] % QuatGrid.NEGATIVE;
            places[skipped][i] = 0;
            double x = places[0][i];
            double y = places[1][i];
            double z = places[2][i];
            double w = places[3][i];
            double root = Math.sqrt(Math.max(0, whole - x * x - y * y - z * z - w * w));
            double place = computed[i] >= QuatGrid.NEGATIVE ? -root : root;
            places[skipped][i] = place;
            integers[skipped][i] = (int) Math.rint((place + max) * 0.5);
        }
    }

    /** Lays beside each quaternion those before it, negated as readers do it. */
    private void follow(int baseComputed) {
        for (int c = 0; c < LANES; c++) {
            System.arraycopy(places[c], 0, lastPlaces[c], 1, count - 1);
            System.arraycopy(integers[c], 0, last[c], 1, count - 1);
            beforeLast[c][0] = last[c][0];
            System.arraycopy(last[c], 0, beforeLast[c], 1, count - 1);
        }
        int before = baseComputed;
        int negatedBefore = 0;
        for (int i = 0; i < count; i++) {
            int skipped = computed[i] % QuatGrid.NEGATIVE;
            boolean turnsOver = computed[i] != before
                    && (lastPlaces[skipped][i] < 0) != (computed[i] >= QuatGrid.NEGATIVE);
            negated[i] = turnsOver ? 1 : 0;
            if (negated[i] + negatedBefore > 0) {
                for (int c = 0; c < LANES; c++) {
                    beforeLast[c][i] = negated[i] == negatedBefore ? beforeLast[c][i] : max - beforeLast[c][i];
                    last[c][i] = turnsOver ? max - last[c][i] : last[c][i];
                    lastPlaces[c][i] = turnsOver ? -lastPlaces[c][i] : lastPlaces[c][i];
                }
            }
            negatedBefore = negated[i];
            before = computed[i];
        }
    }

    /** Computes how far the integers are from what an order predicts. */
    private void predict(QuatGrid grid, int tried, Optional<Turns> turns) {
        if (tried == SeriesEncoder.CLOCKED) {
            predictTurns(grid, turns.orElseThrow());
            return;
        }
        int once = tried;
        int twice = tried == 2 ? 1 : 0;
        int middle = tried == 0 ? grid.middle() : 0;
        for (int c = 0; c < LANES; c++) {
            int[] now = integers[c];
            int[] before = last[c];
            int[] earlier = beforeLast[c];
            int[] out = differences[c];
            for (int i = 0; i < count; i++) {
                out[i] = now[i] - once * before[i] + twice * earlier[i] - middle;
            }
        }
    }

    private void predictTurns(QuatGrid grid, Turns turns) {
        double[] qx = lastPlaces[0];
        double[] qy = lastPlaces[1];
        double[] qz = lastPlaces[2];
        double[] qw = lastPlaces[3];
        double middle = 2.0 * grid.middle() - max;
        for (int i = 0; i < count; i++) {
            double x = turns.x(i, qx[i], qy[i], qz[i], qw[i]);
            double y = turns.y(i, qx[i], qy[i], qz[i], qw[i]);
            double z = turns.z(i, qx[i], qy[i], qz[i], qw[i]);
            double w = turns.w(i, qx[i], qy[i], qz[i], qw[i]);
            boolean sane = Turns.isSane(x, y, z, w);
            differences[0][i] = integers[0][i] - nearest(sane ? x : middle);
            differences[1][i] = integers[1][i] - nearest(sane ? y : middle);
            differences[2][i] = integers[2][i] - nearest(sane ? z : middle);
            differences[3][i] = integers[3][i] - nearest(sane ? w : middle);
        }
    }

    private int nearest(double turned) {
        return (int) (((turned + max) * 0.5 + Coding.ROUND) - Coding.ROUND);
    }

    /** Makes the residuals of the trial from the differences and returns the sum of their bit lengths. */
    private long makeResiduals(int baseComputed) {
        int before = baseComputed;
        int zeros = 0;
        for (int i = 0; i < count; i++) {
            int skipped = computed[i] % QuatGrid.NEGATIVE;
            int index = (computed[i] ^ before) | (zigzag(corrections[i]) << 3);
            int first = zigzag(differences[skipped == 0 ? 1 : 0][i]);
            int second = zigzag(differences[skipped <= 1 ? 2 : 1][i]);
            int third = zigzag(differences[skipped <= 2 ? 3 : 2][i]);
            trial[0][i] = index;
            trial[1][i] = first;
            trial[2][i] = second;
            trial[3][i] = third;
            zeros += Integer.numberOfLeadingZeros(first) + Integer.numberOfLeadingZeros(second)
                    + Integer.numberOfLeadingZeros(third);
            before = computed[i];
        }
        return 3L * Integer.SIZE * count - zeros;
    }

    private static int zigzag(int difference) {
        return (difference << 1) ^ (difference >> 31);
    }

    /** The indexes of the quaternions that the grid does not hold. */
    int[] exceptions() {
        return exceptions == 0 ? new int[0] : IntStream.range(0, count).filter(i -> exceptional[i]).toArray();
    }

    /** The residuals of one of the four series. */
    int[] residuals(int lane) {
        return residuals[lane];
    }
}
