package io.worldreel.format.window;

import io.worldreel.format.Limits;

import java.util.Arrays;
import java.util.Optional;

/**
 * Encodes the four columns of quaternion series on a grid, all series of a group at once. The result stands in the fields until the next
 * group. All quaternions are known, so that each loop goes over one column of the whole group and takes what lies at one index; bases
 * and computed columns go along with the others, and are left out or masked.
 */
final class QuatSeriesEncoder {
    private static final int COLUMNS = QuatFit.COLUMNS;
    private static final int ORDERS = SeriesEncoder.CLOCKED + 1;
    private static final int[] NO_EXCEPTIONS = {};

    /** Residuals of the four series: of the computed column's index, then of the kept columns. */
    private final int[][] residuals = new int[COLUMNS][0];

    private final QuatFit fit = new QuatFit();
    private int max;
    private boolean isCorrected;
    private int count;
    /** Of each series: where it begins and ends in the group, and how many exceptions it has; negative if it is not on the grid. */
    private int series;
    private final int[] starts = new int[Limits.GROUP_ENTITIES];
    private final int[] ends = new int[Limits.GROUP_ENTITIES];
    private final int[] orders = new int[Limits.GROUP_ENTITIES];
    private final int[] exceptions = new int[Limits.GROUP_ENTITIES];

    private int[] lastComputed = {};
    /** Twice the distances from the middle of the grid; each at the index of the quaternion that it predicts, the next one. */
    private final double[][] places = new double[COLUMNS][0];
    /** What readers compute: the place, and its grid integer. */
    private double[] roots = {};
    private int[] rootIntegers = {};
    /** -1 where what is before a quaternion is negated to predict it, else 1; and where that is. */
    private double[] signs = {};
    private int[] turned = {};
    private int turnedCount;

    /** Of one column: what is expected, and by how much it changes, as does the one before. */
    private int[] expected = {};
    private int[] changes = {};
    private int[] lastChanges = {};
    /** Of each order and column: the residuals; 0 where the column is computed. Of each order: their leading zeros. */
    private final int[][][] trials = new int[ORDERS][COLUMNS][0];
    private final int[][] zeros = new int[ORDERS][0];

    private int firstOrder;
    private int lastOrder;

    /**
     * Encodes the series of all places, each from its first value as the base.
     *
     * @param turns how the values of the group turn, if that is known
     */
    void encode(QuatGrid grid, GroupValues values, Optional<Turns> turns) {
        begin(values.entries());
        for (int place = 0; place < values.places(); place++) {
            add(values.start(place) + 1, values.start(place + 1));
        }
        firstOrder = 1;
        lastOrder = turns.isPresent() ? SeriesEncoder.CLOCKED : 2;
        fit.begin(grid, values);
        prepare(grid);
        turns.ifPresent(this::predictTurns);
        finish();
    }

    /** Encodes the values after the first as one series, as if the first were the middle of the grid. */
    void encodeFromMiddle(QuatGrid grid, GroupValues values) {
        begin(values.entries());
        add(1, values.entries());
        firstOrder = 0;
        lastOrder = 2;
        fit.begin(grid, values);
        for (int[] integers : fit.integers) {
            integers[0] = grid.middle();
        }
        prepare(grid);
        predictNothing(grid.middle());
        finish();
    }

    private void begin(int entries) {
        series = 0;
        count = entries;
        if (lastComputed.length < count) {
            grow(Math.max(count, 2 * lastComputed.length));
        }
    }

    private void grow(int size) {
        for (int c = 0; c < COLUMNS; c++) {
            residuals[c] = new int[size];
            places[c] = new double[size + 1];
            for (int[][] trial : trials) {
                trial[c] = new int[size];
            }
        }
        for (int order = 0; order < ORDERS; order++) {
            zeros[order] = new int[size];
        }
        lastComputed = new int[size];
        roots = new double[size + 1];
        rootIntegers = new int[size];
        signs = new double[size];
        turned = new int[size];
        expected = new int[size];
        changes = new int[size];
        // An empty series at the end begins behind the last quaternion.
        lastChanges = new int[size + 1];
    }

    private void add(int start, int end) {
        starts[series] = start;
        ends[series++] = end;
    }

    private void prepare(QuatGrid grid) {
        max = grid.max();
        isCorrected = grid.isCorrected();
        for (int s = 0; s < series; s++) {
            exceptions[s] = fit.hold(starts[s], ends[s]);
        }
        place();
        for (int c = 0; c < COLUMNS; c++) {
            placeComputed(c);
        }
        System.arraycopy(fit.computed, 0, lastComputed, 1, count - 1);
        turnedCount = 0;
        for (int s = 0; s < series; s++) {
            follow(starts[s], ends[s]);
        }
        Arrays.fill(signs, 0, count, 1);
        for (int i = 0; i < turnedCount; i++) {
            signs[turned[i]] = -1;
        }
        for (int c = 0; c < COLUMNS; c++) {
            predict(c);
        }
    }

    /** Finds the places of kept columns, and what readers compute for the others. */
    private void place() {
        for (int c = 0; c < COLUMNS; c++) {
            int[] integers = fit.integers[c];
            int[] kept = fit.kept[c];
            double[] out = places[c];
            for (int i = 0; i < count; i++) {
                out[i + 1] = (integers[i] + integers[i] - max) & kept[i];
            }
        }
        double[] x = places[0];
        double[] y = places[1];
        double[] z = places[2];
        double[] w = places[3];
        double whole = 2.0 * max * max;
        int[] computed = fit.computed;
        for (int i = 0; i < count; i++) {
            double square = whole - x[i + 1] * x[i + 1] - y[i + 1] * y[i + 1] - z[i + 1] * z[i + 1]
                    - w[i + 1] * w[i + 1];
            roots[i + 1] = Math.sqrt(Math.max(0, square)) * (1 - ((computed[i] & QuatGrid.NEGATIVE) >> 1));
        }
        for (int i = 0; i < count; i++) {
            rootIntegers[i] = nearest(roots[i + 1]);
        }
    }

    /** Finds which quaternions of a series follow what is before them negated, as readers do it. */
    private void follow(int start, int end) {
        int[] computed = fit.computed;
        for (int i = start; i < end; i++) {
            int now = computed[i];
            if (now != lastComputed[i] && (places[now % QuatGrid.NEGATIVE][i] < 0) != (now >= QuatGrid.NEGATIVE)) {
                turned[turnedCount++] = i;
            }
        }
    }

    /** Gives the computed columns the integers and places that readers compute for them. */
    private void placeComputed(int c) {
        int[] kept = fit.kept[c];
        int[] integers = fit.integers[c];
        double[] out = places[c];
        for (int i = 0; i < count; i++) {
            integers[i] ^= (integers[i] ^ rootIntegers[i]) & ~kept[i];
        }
        for (int i = 0; i < count; i++) {
            out[i + 1] = out[i + 1] + roots[i + 1] * (1 + kept[i]);
        }
    }

    /** Computes the residuals of orders 1 and 2 of a column. */
    private void predict(int c) {
        int[] integers = fit.integers[c];
        int[] kept = fit.kept[c];
        int[] first = trials[1][c];
        int[] second = trials[2][c];
        System.arraycopy(integers, 0, expected, 1, count - 1);
        for (int i = 0; i < turnedCount; i++) {
            expected[turned[i]] = max - expected[turned[i]];
        }
        for (int i = 0; i < count; i++) {
            changes[i] = integers[i] - expected[i];
        }
        System.arraycopy(changes, 0, lastChanges, 1, count - 1);
        for (int i = 0; i < turnedCount; i++) {
            lastChanges[turned[i]] = -lastChanges[turned[i]];
        }
        for (int s = 0; s < series; s++) {
            lastChanges[starts[s]] = 0;
        }
        for (int i = 0; i < count; i++) {
            first[i] = zigzag(changes[i] & kept[i]);
            second[i] = zigzag((changes[i] - lastChanges[i]) & kept[i]);
        }
    }

    /** Computes the residuals of order 0. */
    private void predictNothing(int middle) {
        for (int c = 0; c < COLUMNS; c++) {
            Arrays.fill(expected, 0, count, middle);
            expect(c, trials[0][c]);
        }
    }

    /** Computes the residuals of order 3. */
    private void predictTurns(Turns turn) {
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
            expected[i] = nearest(signs[i]
                    * ((e[i] * x[i] + a[i] * w[i] * side) + (b[i] * z[i] - c[i] * y[i])));
        }
        expect(0, out[0]);
        for (int i = 0; i < count; i++) {
            expected[i] = nearest(signs[i]
                    * ((e[i] * y[i] - a[i] * z[i]) + (b[i] * w[i] * side + c[i] * x[i])));
        }
        expect(1, out[1]);
        for (int i = 0; i < count; i++) {
            expected[i] = nearest(signs[i]
                    * ((e[i] * z[i] + a[i] * y[i]) + (c[i] * w[i] * side - b[i] * x[i])));
        }
        expect(2, out[2]);
        for (int i = 0; i < count; i++) {
            expected[i] = nearest(signs[i]
                    * ((e[i] * w[i] - a[i] * x[i] * side) - (b[i] * y[i] + c[i] * z[i]) * side));
        }
        expect(3, out[3]);
    }

    /** Computes the residuals of a column that is expected to be as {@link #expected} has it. */
    private void expect(int c, int[] out) {
        int[] integers = fit.integers[c];
        int[] kept = fit.kept[c];
        for (int i = 0; i < count; i++) {
            out[i] = zigzag((integers[i] - expected[i]) & kept[i]);
        }
    }

    private int nearest(double place) {
        return (int) (((place + max) * 0.5 + Coding.ROUND) - Coding.ROUND);
    }

    private void finish() {
        for (int order = firstOrder; order <= lastOrder; order++) {
            int[] x = trials[order][0];
            int[] y = trials[order][1];
            int[] z = trials[order][2];
            int[] w = trials[order][3];
            int[] out = zeros[order];
            for (int i = 0; i < count; i++) {
                out[i] = Integer.numberOfLeadingZeros(x[i]) + Integer.numberOfLeadingZeros(y[i])
                        + Integer.numberOfLeadingZeros(z[i]) + Integer.numberOfLeadingZeros(w[i]);
            }
        }
        choose();
        int next;
        for (int s = 0; s < series; s = next) {
            next = s + 1;
            while (next < series && orders[next] == orders[s]) {
                next++;
            }
            makeResiduals(trials[orders[s]], starts[s], ends[next - 1]);
        }
        changes(residuals[0]);
    }

    /** Says how the computed column changes, and how it is put right. */
    private void changes(int[] out) {
        int[] computed = fit.computed;
        for (int i = 0; i < count; i++) {
            out[i] = computed[i] ^ lastComputed[i];
        }
        for (int i = 0; isCorrected && i < count; i++) {
            out[i] |= zigzag(fit.corrections[i]) << QuatGrid.CORRECTION_SHIFT;
        }
    }

    /** Whether the grid holds enough of a series to be worth it. */
    boolean isOnGrid(int s) {
        return exceptions[s] >= 0;
    }

    /** Where the residuals of a series begin. */
    int start(int s) {
        return starts[s];
    }

    int order(int s) {
        return orders[s];
    }

    /** Chooses the order of each series; that of an empty one is of no use, and does not part those beside it. */
    private void choose() {
        int[] first = zeros[firstOrder];
        int[] second = zeros[firstOrder + 1];
        int[] third = zeros[lastOrder];
        for (int s = 0; s < series; s++) {
            int sum1 = 0;
            int sum2 = 0;
            int sum3 = 0;
            for (int i = starts[s]; i < ends[s]; i++) {
                sum1 += first[i];
                sum2 += second[i];
                sum3 += third[i];
            }
            int best = sum2 > sum1 ? firstOrder + 1 : firstOrder;
            best = sum3 > Math.max(sum1, sum2) ? lastOrder : best;
            orders[s] = starts[s] == ends[s] && s > 0 ? orders[s - 1] : best;
        }
    }

    /** Leaves out the computed columns. */
    private void makeResiduals(int[][] chosen, int start, int end) {
        int[] x = chosen[0];
        int[] y = chosen[1];
        int[] z = chosen[2];
        int[] w = chosen[3];
        int[] notX = fit.kept[0];
        int[] notY = fit.kept[1];
        int[] notW = fit.kept[3];
        int[] first = residuals[1];
        int[] second = residuals[2];
        int[] third = residuals[3];
        for (int i = start; i < end; i++) {
            first[i] = x[i] | (y[i] & ~notX[i]);
            second[i] = (y[i] & notX[i]) | (z[i] & ~(notX[i] & notY[i]));
            third[i] = w[i] | (z[i] & ~notW[i]);
        }
    }

    /** Doubles by adding: of a difference that is shifted, the compiler makes no vectors. */
    private static int zigzag(int difference) {
        return (difference + difference) ^ (difference >> 31);
    }

    /** The indexes of the quaternions of a series that the grid does not hold. */
    int[] exceptions(int s) {
        return exceptions[s] > 0 ? fit.exceptions(starts[s], ends[s]) : NO_EXCEPTIONS;
    }

    /** The residuals of one of the four columns of the group. */
    int[] residuals(int lane) {
        return residuals[lane];
    }
}
