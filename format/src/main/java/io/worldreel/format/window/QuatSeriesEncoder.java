package io.worldreel.format.window;

import java.util.Optional;

/**
 * Encodes the four columns of one quaternion series on a grid. The result stands in the fields until the next series. All
 * quaternions are known, so that each loop goes over one column and takes what lies at one index; computed columns go along with the
 * kept ones, and are masked.
 */
final class QuatSeriesEncoder {
    private static final int MAX_LENGTH = SeriesEncoder.MAX_LENGTH;
    private static final int COLUMNS = QuatFit.COLUMNS;
    private static final int ORDERS = SeriesEncoder.CLOCKED + 1;

    int order;
    /** Residuals of the four series: of the computed column's index, then of the kept columns. */
    private final int[][] residuals = new int[COLUMNS][MAX_LENGTH];

    private final QuatFit fit = new QuatFit();
    private final Turns turn = new Turns(MAX_LENGTH);
    private int count;
    private int max;
    private final int[] lastComputed = new int[MAX_LENGTH];
    /** Twice the distances from the middle of the grid: of the base, then of the quaternions. */
    private final double[][] places = new double[COLUMNS][MAX_LENGTH + 1];
    /** What readers compute: the place, and its grid integer. */
    private final double[] roots = new double[MAX_LENGTH];
    private final int[] rootIntegers = new int[MAX_LENGTH];
    /** -1 where what is before a quaternion is negated to predict it, else 1. */
    private final double[] signs = new double[MAX_LENGTH];
    /** -1 where a quaternion is negated in a series that goes on without a leap, else 0. */
    private final int[] negated = new int[MAX_LENGTH];

    /** Of one column: the grid integers of that series, and the two before each. */
    private final int[] now = new int[MAX_LENGTH];
    private final int[] last = new int[MAX_LENGTH];
    private final int[] beforeLast = new int[MAX_LENGTH];
    /** Of each order and column: the residuals; 0 where the column is computed. */
    private final int[][][] trials = new int[ORDERS][COLUMNS][MAX_LENGTH];
    private final int[] zeros = new int[ORDERS];

    /**
     * Encodes {@code newCount} quaternions.
     *
     * @param values the four columns, from {@code from} on
     * @param baseBits the quaternion to predict from; empty if there is none
     * @param turns how they turn, from {@code from} on, if that is known
     * @return whether the grid holds enough of them to be worth it
     */
    boolean encode(QuatGrid grid, GroupValues values, int from, int newCount, int[] baseBits, Optional<Turns> turns) {
        count = newCount;
        max = grid.max();
        if (!fit.fit(grid, values, from, count, baseBits)) {
            return false;
        }
        place();
        placeComputed();
        follow();
        for (int c = 0; c < COLUMNS; c++) {
            predict(c);
        }
        int orders = 2;
        if (turns.isPresent()) {
            turn.copy(turns.get(), from, count);
            predictTurns();
            orders = SeriesEncoder.CLOCKED;
        }
        order = baseBits.length > 0 ? 1 : 0;
        if (order == 0) {
            predictNothing(grid.middle());
        }
        for (int tried = order; tried <= orders; tried++) {
            zeros[tried] = 0;
            for (int[] trial : trials[tried]) {
                zeros[tried] += zeros(trial);
            }
            order = zeros[tried] > zeros[order] ? tried : order;
        }
        makeResiduals(trials[order]);
        return true;
    }

    private void place() {
        for (int c = 0; c < COLUMNS; c++) {
            int[] integers = fit.integers[c];
            int[] kept = fit.kept[c];
            double[] out = places[c];
            out[0] = 2.0 * fit.base[c] - max;
            for (int i = 0; i < count; i++) {
                out[i + 1] = (integers[i] + integers[i] - max) & kept[i];
            }
        }
    }

    /** Gives the computed columns the integers and places that readers compute for them. */
    private void placeComputed() {
        double[] x = places[0];
        double[] y = places[1];
        double[] z = places[2];
        double[] w = places[3];
        double whole = 2.0 * max * max;
        int[] computed = fit.computed;
        for (int i = 0; i < count; i++) {
            double square = whole - x[i + 1] * x[i + 1] - y[i + 1] * y[i + 1] - z[i + 1] * z[i + 1]
                    - w[i + 1] * w[i + 1];
            roots[i] = Math.sqrt(Math.max(0, square)) * (1 - 2 * (computed[i] / QuatGrid.NEGATIVE));
        }
        for (int i = 0; i < count; i++) {
            rootIntegers[i] = nearest(roots[i]);
        }
        for (int i = 0; i < count; i++) {
            int column = computed[i] % QuatGrid.NEGATIVE;
            places[column][i + 1] = roots[i];
            fit.integers[column][i] = rootIntegers[i];
        }
    }

    /** Finds which quaternions follow what is before them negated, as readers do it. */
    private void follow() {
        lastComputed[0] = fit.baseComputed;
        System.arraycopy(fit.computed, 0, lastComputed, 1, count - 1);
        int side = 0;
        for (int i = 0; i < count; i++) {
            int computed = fit.computed[i];
            boolean turnsOver = computed != lastComputed[i]
                    && (places[computed % QuatGrid.NEGATIVE][i] < 0) != (computed >= QuatGrid.NEGATIVE);
            side = turnsOver ? ~side : side;
            signs[i] = turnsOver ? -1 : 1;
            negated[i] = side;
        }
    }

    /** Computes the residuals of orders 1 and 2 of a column. */
    private void predict(int c) {
        int[] integers = fit.integers[c];
        int[] kept = fit.kept[c];
        int[] first = trials[1][c];
        int[] second = trials[2][c];
        for (int i = 0; i < count; i++) {
            now[i] = (integers[i] ^ negated[i]) + (negated[i] & (max + 1));
        }
        last[0] = fit.base[c];
        System.arraycopy(now, 0, last, 1, count - 1);
        beforeLast[0] = last[0];
        System.arraycopy(last, 0, beforeLast, 1, count - 1);
        for (int i = 0; i < count; i++) {
            int change = now[i] - last[i];
            first[i] = zigzag(((change ^ negated[i]) - negated[i]) & kept[i]);
        }
        for (int i = 0; i < count; i++) {
            int change = now[i] - (last[i] + last[i]) + beforeLast[i];
            second[i] = zigzag(((change ^ negated[i]) - negated[i]) & kept[i]);
        }
    }

    /** Computes the residuals of order 0. */
    private void predictNothing(int middle) {
        for (int c = 0; c < COLUMNS; c++) {
            int[] out = trials[0][c];
            for (int i = 0; i < count; i++) {
                out[i] = zigzag((fit.integers[c][i] - middle) & fit.kept[c][i]);
            }
        }
    }

    /** Computes the residuals of order 3. */
    private void predictTurns() {
        double[] x = places[0];
        double[] y = places[1];
        double[] z = places[2];
        double[] w = places[3];
        double side = turn.side();
        double[] a = turn.x;
        double[] b = turn.y;
        double[] c = turn.z;
        double[] e = turn.w;
        int[][] out = trials[SeriesEncoder.CLOCKED];
        for (int i = 0; i < count; i++) {
            now[i] = nearest(signs[i] * ((e[i] * x[i] + a[i] * w[i] * side) + (b[i] * z[i] - c[i] * y[i])));
        }
        residuals(0, out[0]);
        for (int i = 0; i < count; i++) {
            now[i] = nearest(signs[i] * ((e[i] * y[i] - a[i] * z[i]) + (b[i] * w[i] * side + c[i] * x[i])));
        }
        residuals(1, out[1]);
        for (int i = 0; i < count; i++) {
            now[i] = nearest(signs[i] * ((e[i] * z[i] + a[i] * y[i]) + (c[i] * w[i] * side - b[i] * x[i])));
        }
        residuals(2, out[2]);
        for (int i = 0; i < count; i++) {
            now[i] = nearest(signs[i] * ((e[i] * w[i] - a[i] * x[i] * side) - (b[i] * y[i] + c[i] * z[i]) * side));
        }
        residuals(3, out[3]);
    }

    /** Computes the residuals of a column that is expected to be as {@link #now} has it. */
    private void residuals(int c, int[] out) {
        int[] integers = fit.integers[c];
        int[] kept = fit.kept[c];
        for (int i = 0; i < count; i++) {
            out[i] = zigzag((integers[i] - now[i]) & kept[i]);
        }
    }

    private int nearest(double place) {
        return (int) (((place + max) * 0.5 + Coding.ROUND) - Coding.ROUND);
    }

    private int zeros(int[] series) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum += Integer.numberOfLeadingZeros(series[i]);
        }
        return sum;
    }

    /** Leaves out the computed columns. */
    private void makeResiduals(int[][] chosen) {
        int[] x = chosen[0];
        int[] y = chosen[1];
        int[] z = chosen[2];
        int[] w = chosen[3];
        int[] notX = fit.kept[0];
        int[] notY = fit.kept[1];
        int[] notW = fit.kept[3];
        int[] out = residuals[0];
        for (int i = 0; i < count; i++) {
            int correction = fit.corrections[i];
            out[i] = (fit.computed[i] ^ lastComputed[i]) | (zigzag(correction) << 3);
        }
        int[] first = residuals[1];
        int[] second = residuals[2];
        int[] third = residuals[3];
        for (int i = 0; i < count; i++) {
            first[i] = x[i] | (y[i] & ~notX[i]);
            second[i] = (y[i] & notX[i]) | (z[i] & ~(notX[i] & notY[i]));
            third[i] = w[i] | (z[i] & ~notW[i]);
        }
    }

    /** Doubles by adding: of a difference that is shifted, the compiler makes no vectors. */
    private static int zigzag(int difference) {
        return (difference + difference) ^ (difference >> 31);
    }

    /** The indexes of the quaternions that the grid does not hold. */
    int[] exceptions() {
        return fit.exceptions();
    }

    /** The residuals of one of the four series. */
    int[] residuals(int lane) {
        return residuals[lane];
    }
}
