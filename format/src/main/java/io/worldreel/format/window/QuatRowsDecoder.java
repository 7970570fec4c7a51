package io.worldreel.format.window;

import java.util.Arrays;

/** Decodes rows of quaternions on a grid (FORMAT.md, "Quaternion grid"), from residuals to columns. */
final class QuatRowsDecoder {
    private static final int COLUMNS = 4;
    private static final int STRIDE = SeriesEncoder.MAX_LENGTH;
    private static final int INDEX = 2 * QuatGrid.NEGATIVE - 1;

    private final QuatGrid grid;
    private final Turns turns;
    private final int rows;
    /** Of each row: the order, negative if it is not on the grid; how many values; where its base is in the columns. */
    private final int[] orders;
    private final int[] counts;
    private final int[] starts;
    /** Of each row: the index of the computed column of the last quaternion, plus 4 if it is negative. */
    private final int[] computed;
    /** Of each row: the four grid integers of the last quaternion and of the one before. */
    private final int[] last;
    private final int[] beforeLast;
    /** Of each row: twice the distance of the last quaternion's columns from the middle of the grid. */
    private final double[] place;

    /** The place of the grid's middle: 0, or nearly. */
    private final double middle;

    private final int[][] integers;
    private final float[][] floats = new float[COLUMNS][STRIDE];
    private final int[] corrections = new int[STRIDE];

    QuatRowsDecoder(QuatGrid grid, int rows, GroupScratch scratch) {
        this.grid = grid;
        this.rows = rows;
        middle = 2.0 * grid.middle() - grid.max();
        turns = scratch.turns(rows);
        orders = new int[rows];
        Arrays.fill(orders, -1);
        counts = new int[rows];
        starts = new int[rows];
        computed = new int[rows];
        last = new int[rows * COLUMNS];
        beforeLast = new int[rows * COLUMNS];
        place = new double[rows * COLUMNS];
        integers = scratch.integers(rows);
    }

    /** How quaternions turn, those of row r from {@code r * MAX_LENGTH} on: needed for rows of order 3. */
    Turns turns() {
        return turns;
    }

    /** Decodes first values, which have no base. */
    void keys(int order, int[][] residuals, int count, int[][] out) {
        orders[0] = order;
        counts[0] = count;
        Arrays.fill(last, grid.middle());
        Arrays.fill(beforeLast, grid.middle());
        integrate(0, residuals);
        toColumns(0, 0, residuals, out, 0);
    }

    /**
     * Adds a row.
     *
     * @param columns hold its base at {@code at}
     */
    void add(int row, int order, int count, int[][] columns, int at) {
        orders[row] = order;
        counts[row] = count;
        starts[row] = at;
        float[] base = new float[COLUMNS];
        for (int c = 0; c < COLUMNS; c++) {
            base[c] = Float.intBitsToFloat(columns[c][at]);
            int integer = grid.nearest(base[c]);
            last[row * COLUMNS + c] = integer;
            beforeLast[row * COLUMNS + c] = integer;
            place[row * COLUMNS + c] = 2.0 * integer - grid.max();
        }
        computed[row] = QuatGrid.greatest(base);
    }

    /**
     * Decodes the rows that were added.
     *
     * @param residuals of each column: those of row r from {@code r * MAX_LENGTH} on
     * @param out the column bits go behind the bases
     */
    void decode(int[][] residuals, int[][] out) {
        int longest = 0;
        for (int row = 0; row < rows; row++) {
            if (orders[row] == SeriesEncoder.CLOCKED) {
                longest = Math.max(longest, counts[row]);
            }
        }
        int[] first = computed.clone();
        // Each quaternion must wait for the one before it in its row: so many rows are turned side by side.
        for (int i = 0; i < longest; i++) {
            for (int row = 0; row < rows; row++) {
                if (orders[row] == SeriesEncoder.CLOCKED && i < counts[row]) {
                    turn(row, row * STRIDE + i, residuals);
                }
            }
        }
        for (int row = 0; row < rows; row++) {
            if (orders[row] >= 0) {
                if (orders[row] < SeriesEncoder.CLOCKED) {
                    integrate(row, residuals);
                }
                toColumns(row, first[row], residuals, out, starts[row] + 1);
            }
        }
    }

    private void turn(int row, int i, int[][] residuals) {
        int at = row * COLUMNS;
        int change = residuals[0][i] & INDEX;
        int now = computed[row] ^ change;
        int skipped = now % QuatGrid.NEGATIVE;
        double qx = place[at];
        double qy = place[at + 1];
        double qz = place[at + 2];
        double qw = place[at + 3];
        if (change != 0) {
            computed[row] = now;
            if ((place[at + skipped] < 0) != (now >= QuatGrid.NEGATIVE)) {
                qx = -qx;
                qy = -qy;
                qz = -qz;
                qw = -qw;
            }
        }
        double tx = turns.x(i, qx, qy, qz, qw);
        double ty = turns.y(i, qx, qy, qz, qw);
        double tz = turns.z(i, qx, qy, qz, qw);
        double tw = turns.w(i, qx, qy, qz, qw);
        boolean sane = Turns.isSane(tx, ty, tz, tw);
        double x = kept(0, i, skipped, sane ? tx : middle, residuals);
        double y = kept(1, i, skipped, sane ? ty : middle, residuals);
        double z = kept(2, i, skipped, sane ? tz : middle, residuals);
        double w = kept(3, i, skipped, sane ? tw : middle, residuals);
        place[at] = x;
        place[at + 1] = y;
        place[at + 2] = z;
        place[at + 3] = w;
        double root = computed(x, y, z, w);
        place[at + skipped] = now >= QuatGrid.NEGATIVE ? -root : root;
    }

    /** Reads a column that is not the computed one; of that, this is 0. */
    private double kept(int c, int i, int skipped, double turned, int[][] residuals) {
        int max = grid.max();
        int residual = residuals[c < skipped ? c + 1 : c][i];
        int predicted = (int) (((turned + max) * 0.5 + Coding.ROUND) - Coding.ROUND);
        int integer = predicted + NarrowSeriesDecoder.signed(residual);
        integers[c][i] = integer;
        return c == skipped ? 0 : 2.0 * integer - max;
    }

    /** The magnitude of the computed column, from the kept ones and a 0. */
    private double computed(double x, double y, double z, double w) {
        double max = grid.max();
        return Math.sqrt(Math.max(0, 2 * max * max - x * x - y * y - z * z - w * w));
    }

    /** Decodes a row of order 0, 1 or 2 into {@link #integers}, those of one computed column at a time. */
    private void integrate(int row, int[][] residuals) {
        int at = row * STRIDE;
        int end = at + counts[row];
        int state = row * COLUMNS;
        for (int from = at; from < end;) {
            int change = residuals[0][from] & INDEX;
            computed[row] ^= change;
            int now = computed[row];
            int skipped = now % QuatGrid.NEGATIVE;
            if (change != 0 && (2 * last[state + skipped] < grid.max()) != (now >= QuatGrid.NEGATIVE)) {
                negate(state);
            }
            int to = from + 1;
            while (to < end && (residuals[0][to] & INDEX) == 0) {
                to++;
            }
            int lane = 1;
            for (int c = 0; c < COLUMNS; c++) {
                if (c != skipped) {
                    integrate(orders[row], residuals[lane++], integers[c], from, to, state + c);
                }
            }
            if (to - from > 1) {
                last[state + skipped] = computedInteger(now, to - 2);
            }
            beforeLast[state + skipped] = last[state + skipped];
            last[state + skipped] = computedInteger(now, to - 1);
            from = to;
        }
    }

    private void negate(int state) {
        for (int c = state; c < state + COLUMNS; c++) {
            last[c] = grid.max() - last[c];
            beforeLast[c] = grid.max() - beforeLast[c];
        }
    }

    private int computedInteger(int now, int i) {
        int skipped = now % QuatGrid.NEGATIVE;
        int max = grid.max();
        double root = computed(skipped == 0 ? 0 : 2.0 * integers[0][i] - max,
                skipped == 1 ? 0 : 2.0 * integers[1][i] - max, skipped == 2 ? 0 : 2.0 * integers[2][i] - max,
                skipped == 3 ? 0 : 2.0 * integers[3][i] - max);
        return (int) Math.rint(((now >= QuatGrid.NEGATIVE ? -root : root) + max) * 0.5);
    }

    private void integrate(int order, int[] residuals, int[] out, int from, int end, int state) {
        int value = last[state];
        int before = beforeLast[state];
        switch (order) {
            case 0 -> {
                for (int i = from; i < end; i++) {
                    before = value;
                    value = grid.middle() + NarrowSeriesDecoder.signed(residuals[i]);
                    out[i] = value;
                }
            }
            case 1 -> {
                for (int i = from; i < end; i++) {
                    before = value;
                    value += NarrowSeriesDecoder.signed(residuals[i]);
                    out[i] = value;
                }
            }
            default -> {
                int change = value - before;
                for (int i = from; i < end; i++) {
                    change += NarrowSeriesDecoder.signed(residuals[i]);
                    value += change;
                    out[i] = value;
                }
                before = value - change;
            }
        }
        last[state] = value;
        beforeLast[state] = before;
    }

    /** Turns the {@link #integers} of a row into column bits; {@code first} is which column was computed before it. */
    private void toColumns(int row, int first, int[][] residuals, int[][] out, int to) {
        int at = row * STRIDE;
        int count = counts[row];
        for (int i = 0; i < count; i++) {
            corrections[i] = NarrowSeriesDecoder.signed(residuals[0][at + i] >>> 3);
        }
        for (int c = 0; c < COLUMNS; c++) {
            grid.kept(integers[c], at, at + count, floats[c], 0);
        }
        int now = first;
        for (int from = 0; from < count;) {
            now ^= residuals[0][at + from] & INDEX;
            int end = from + 1;
            while (end < count && (residuals[0][at + end] & INDEX) == 0) {
                end++;
            }
            grid.computed(floats, now, corrections, from, end);
            from = end;
        }
        for (int c = 0; c < COLUMNS; c++) {
            for (int i = 0; i < count; i++) {
                out[c][to + i] = Float.floatToRawIntBits(floats[c][i]);
            }
        }
    }
}
