package io.worldreel.format.window;

import java.util.Arrays;

/**
 * Decodes rows of quaternions on a grid (FORMAT.md, "Quaternion grid"), from residuals to columns. All arrays have a value of a row
 * at the same index, its first at the index that {@link #add} tells.
 */
final class QuatRowsDecoder {
    private static final int COLUMNS = 4;
    private static final int INDEX = 2 * QuatGrid.NEGATIVE - 1;

    private final QuatGrid grid;
    private int rows;
    /** Of each row: how it is predicted, where its values begin, and how many there are. */
    private final int[] orders;
    private final int[] starts;
    private final int[] counts;
    /** Of each row: the index of the computed column of its base, and of the last quaternion, plus 4 if it is negative. */
    private final int[] firstComputed;
    private final int[] computed;
    /** Of each row: the four grid integers of the last quaternion and of the one before. */
    private final int[] last;
    private final int[] beforeLast;
    /** Of each row: the distances of the last quaternion's columns from the middle of the grid. */
    private final double[] place;

    /** By column: differences from what is predicted, and then the grid integers. */
    private final int[][] integers;
    private final float[][] floats;

    /** @param most how many rows may be added, whose values lie in so many {@code entries} */
    QuatRowsDecoder(QuatGrid grid, int most, int entries, GroupScratch scratch) {
        this.grid = grid;
        orders = new int[most];
        starts = new int[most];
        counts = new int[most];
        firstComputed = new int[most];
        computed = new int[most];
        last = new int[most * COLUMNS];
        beforeLast = new int[most * COLUMNS];
        place = new double[most * COLUMNS];
        integers = scratch.integers(entries);
        floats = scratch.floats(entries);
    }

    /** Adds a row of first values, which have no base. */
    void addKeys(int order, int count) {
        int row = add(order, 0, count, 0);
        for (int c = 0; c < COLUMNS; c++) {
            setLast(row * COLUMNS + c, grid.middle());
        }
    }

    /** Adds a row whose base are the bits at {@code index} of four columns. Rows rise. */
    void add(int order, int start, int count, int[][] columns, int index) {
        float[] base = new float[COLUMNS];
        for (int c = 0; c < COLUMNS; c++) {
            base[c] = Float.intBitsToFloat(columns[c][index]);
        }
        int row = add(order, start, count, QuatGrid.greatest(base));
        for (int c = 0; c < COLUMNS; c++) {
            setLast(row * COLUMNS + c, grid.nearest(base[c]));
        }
    }

    private int add(int order, int start, int count, int baseComputed) {
        orders[rows] = order;
        starts[rows] = start;
        counts[rows] = count;
        firstComputed[rows] = baseComputed;
        computed[rows] = baseComputed;
        return rows++;
    }

    private void setLast(int state, int integer) {
        last[state] = integer;
        beforeLast[state] = integer;
        place[state] = integer - 0.5 * grid.max();
    }

    /**
     * Decodes the rows that were added.
     *
     * @param residuals of the four series of each row; those of these rows are changed
     * @param turns how quaternions turn: needed for rows of order 3
     * @param out the column bits; what lies between rows is changed as well
     */
    void decode(int[][] residuals, Turns turns, int[][] out) {
        int from = starts[0];
        int end = starts[rows - 1] + counts[rows - 1];
        int longest = 0;
        for (int row = 0; row < rows; row++) {
            for (int lane = 1; lane < COLUMNS; lane++) {
                NarrowSeriesDecoder.toDifferences(residuals[lane], starts[row], starts[row] + counts[row]);
            }
            if (orders[row] == SeriesEncoder.CLOCKED) {
                spread(row, residuals);
                longest = Math.max(longest, counts[row]);
            } else {
                integrate(row, residuals);
            }
        }
        // Each quaternion must wait for the one before it in its row: so many rows are turned side by side.
        for (int i = 0; i < longest; i++) {
            for (int row = 0; row < rows; row++) {
                if (orders[row] == SeriesEncoder.CLOCKED && i < counts[row]) {
                    turn(row, starts[row] + i, residuals[0], turns);
                }
            }
        }
        toColumns(from, end, residuals[0], out);
    }

    /** Where the run ends, from one quaternion on, in which the same column is computed. */
    private static int runEnd(int[] changes, int from, int end) {
        int to = from + 1;
        while (to < end && (changes[to] & INDEX) == 0) {
            to++;
        }
        return to;
    }

    /** Puts the differences of a row under the columns that they are of; those of computed columns are 0. */
    private void spread(int row, int[][] residuals) {
        int end = starts[row] + counts[row];
        int now = firstComputed[row];
        for (int from = starts[row]; from < end;) {
            int to = runEnd(residuals[0], from, end);
            now ^= residuals[0][from] & INDEX;
            int lane = 1;
            for (int c = 0; c < COLUMNS; c++) {
                if (c == now % QuatGrid.NEGATIVE) {
                    Arrays.fill(integers[c], from, to, 0);
                } else {
                    System.arraycopy(residuals[lane++], from, integers[c], from, to - from);
                }
            }
            from = to;
        }
    }

    private void turn(int row, int i, int[] changes, Turns turns) {
        int at = row * COLUMNS;
        int now = computed[row];
        double qx = place[at];
        double qy = place[at + 1];
        double qz = place[at + 2];
        double qw = place[at + 3];
        int change = changes[i] & INDEX;
        if (change != 0) {
            now ^= change;
            computed[row] = now;
            if ((place[at + now % QuatGrid.NEGATIVE] < 0) != (now >= QuatGrid.NEGATIVE)) {
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
        double half = 0.5 * grid.max();
        if (!Turns.isSane(2 * tx, 2 * ty, 2 * tz, 2 * tw)) {
            tx = grid.middle() - half;
            ty = tx;
            tz = tx;
            tw = tx;
        }
        int skipped = now % QuatGrid.NEGATIVE;
        double x = skipped == 0 ? 0 : kept(integers[0], i, tx, half);
        double y = skipped == 1 ? 0 : kept(integers[1], i, ty, half);
        double z = skipped == 2 ? 0 : kept(integers[2], i, tz, half);
        double w = skipped == 3 ? 0 : kept(integers[3], i, tw, half);
        double square = 2 * half * half - x * x - y * y - z * z - w * w;
        double root = square > 0 ? Math.sqrt(square) : 0;
        place[at] = x;
        place[at + 1] = y;
        place[at + 2] = z;
        place[at + 3] = w;
        place[at + skipped] = now >= QuatGrid.NEGATIVE ? -root : root;
    }

    /** Adds a difference to what is expected, and returns the place. */
    private static double kept(int[] column, int i, double turned, double half) {
        double integer = turned + half + Coding.ROUND - Coding.ROUND + column[i];
        column[i] = (int) Double.doubleToRawLongBits(integer + Coding.ROUND);
        return integer - half;
    }

    /** Decodes a row of order 0, 1 or 2 into {@link #integers}, those of one computed column at a time. */
    private void integrate(int row, int[][] residuals) {
        int end = starts[row] + counts[row];
        int state = row * COLUMNS;
        int now = firstComputed[row];
        for (int from = starts[row]; from < end;) {
            int to = runEnd(residuals[0], from, end);
            int change = residuals[0][from] & INDEX;
            now ^= change;
            int skipped = now % QuatGrid.NEGATIVE;
            if (change != 0 && (2 * last[state + skipped] < grid.max()) != (now >= QuatGrid.NEGATIVE)) {
                negate(state);
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
        double max = grid.max();
        double square = 2 * max * max;
        for (int c = 0; c < COLUMNS; c++) {
            double kept = c == now % QuatGrid.NEGATIVE ? 0 : 2.0 * integers[c][i] - max;
            square -= kept * kept;
        }
        double root = Math.sqrt(Math.max(0, square));
        return (int) Math.rint(((now >= QuatGrid.NEGATIVE ? -root : root) + max) * 0.5);
    }

    private void integrate(int order, int[] differences, int[] out, int from, int end, int state) {
        int value = last[state];
        int before = beforeLast[state];
        switch (order) {
            case 0 -> {
                for (int i = from; i < end; i++) {
                    before = value;
                    value = grid.middle() + differences[i];
                    out[i] = value;
                }
            }
            case 1 -> {
                for (int i = from; i < end; i++) {
                    before = value;
                    value += differences[i];
                    out[i] = value;
                }
            }
            default -> {
                int change = value - before;
                for (int i = from; i < end; i++) {
                    change += differences[i];
                    value += change;
                    out[i] = value;
                }
                before = value - change;
            }
        }
        last[state] = value;
        beforeLast[state] = before;
    }

    /** Turns the {@link #integers} of all rows into column bits. */
    private void toColumns(int from, int end, int[] changes, int[][] out) {
        for (int c = 0; c < COLUMNS; c++) {
            grid.kept(integers[c], from, end, floats[c]);
        }
        for (int row = 0; row < rows; row++) {
            int now = firstComputed[row];
            int rowEnd = starts[row] + counts[row];
            for (int i = starts[row]; i < rowEnd;) {
                int to = runEnd(changes, i, rowEnd);
                now ^= changes[i] & INDEX;
                grid.computed(floats, now, changes, i, to);
                i = to;
            }
        }
        for (int c = 0; c < COLUMNS; c++) {
            for (int i = from; i < end; i++) {
                out[c][i] = Float.floatToRawIntBits(floats[c][i]);
            }
        }
    }
}
