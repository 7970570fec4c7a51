package io.worldreel.format.window;

import java.util.Arrays;

/**
 * Decodes rows of quaternions on a grid (FORMAT.md, "Quaternion grid"), from residuals to columns. All arrays have a value of a row
 * at the same index, its first at the index that {@link #add} tells.
 */
final class QuatRowsDecoder {
    private static final int COLUMNS = 4;

    private final QuatGrid grid;
    private int rows;
    /** Of each row: how it is predicted, where its values begin, and how many there are. */
    private final int[] orders;
    private final int[] starts;
    private final int[] counts;
    /** Of each row: the index of the computed column of its base, plus 4 if it is negative. */
    private final int[] firstComputed;
    private final QuatRuns runs;
    /** Of each row: the four grid integers of the last quaternion and of the one before. */
    private final int[] last;
    private final int[] beforeLast;
    /** Of each row: the distances of the last quaternion's columns from the middle of the grid. */
    private final double[] place;

    /** How many grid integers the middle of the grid is from its ends. */
    private final double half;
    /** Lane after lane, of rows that are turned: differences from what is predicted, less {@link #half}. */
    private final double[][] differences;
    /** By column: distances from the middle of the grid; 0 where the column is computed. */
    private final double[][] places;
    private final float[] magnitudes;

    /** @param most how many rows may be added, whose values lie in so many {@code entries} */
    QuatRowsDecoder(QuatGrid grid, int most, int entries, GroupScratch scratch) {
        this.grid = grid;
        half = 0.5 * grid.max();
        orders = new int[most];
        starts = new int[most];
        counts = new int[most];
        firstComputed = new int[most];
        last = new int[most * COLUMNS];
        beforeLast = new int[most * COLUMNS];
        place = new double[most * COLUMNS];
        differences = scratch.differences(entries);
        places = scratch.places(entries);
        magnitudes = scratch.magnitudes(entries);
        runs = scratch.runs;
        runs.clear();
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
        return rows++;
    }

    private void setLast(int state, int integer) {
        last[state] = integer;
        beforeLast[state] = integer;
        place[state] = integer - half;
    }

    /**
     * Decodes the rows that were added.
     *
     * @param residuals of the four series of each row
     * @param turns how quaternions turn: needed for rows of order 3
     * @param out the columns; what lies between rows is changed as well
     */
    void decode(int[][] residuals, Turns turns, float[][] out) {
        int from = starts[0];
        int end = starts[rows - 1] + counts[rows - 1];
        TurnedRows turned = new TurnedRows(grid, runs, differences, turns, places);
        boolean anyTurned = false;
        for (int row = 0; row < rows; row++) {
            int firstRun = runs.count();
            runs.add(residuals[0], starts[row], starts[row] + counts[row], firstComputed[row]);
            if (counts[row] > 0 && orders[row] == SeriesEncoder.CLOCKED) {
                anyTurned = true;
                int state = row * COLUMNS;
                turned.add(firstRun, firstComputed[row], Arrays.copyOfRange(place, state, state + COLUMNS));
            } else {
                integrate(row, firstRun, residuals);
            }
        }
        if (anyTurned) {
            for (int lane = 0; lane < COLUMNS - 1; lane++) {
                toDifferences(residuals[lane + 1], from, end, differences[lane]);
            }
            turned.decode();
        }
        toColumns(from, end, residuals[0], out);
    }

    private void toDifferences(int[] residuals, int from, int end, double[] to) {
        for (int i = from; i < end; i++) {
            to[i] = NarrowSeriesDecoder.signed(residuals[i]) - half;
        }
    }

    /** Decodes a row of order 0, 1 or 2, the last one that was added to the runs, one run at a time. */
    private void integrate(int row, int firstRun, int[][] residuals) {
        int state = row * COLUMNS;
        int before = firstComputed[row];
        for (int run = firstRun; run < runs.count(); run++) {
            int skipped = runs.column(run);
            int from = runs.start(run);
            int to = runs.end(run);
            if (runs.computed(run) != before && (2 * last[state + skipped] < grid.max()) != runs.isNegative(run)) {
                negate(state);
            }
            before = runs.computed(run);
            int lane = 1;
            for (int c = 0; c < COLUMNS; c++) {
                if (c == skipped) {
                    Arrays.fill(places[c], from, to, 0);
                } else {
                    integrate(orders[row], residuals[lane++], places[c], from, to, state + c);
                }
            }
            if (orders[row] == 0) {
                continue; // predicts nothing from what is before
            }
            if (to - from > 1) {
                last[state + skipped] = computedInteger(run, to - 2);
            }
            beforeLast[state + skipped] = last[state + skipped];
            last[state + skipped] = computedInteger(run, to - 1);
        }
    }

    private void negate(int state) {
        for (int c = state; c < state + COLUMNS; c++) {
            last[c] = grid.max() - last[c];
            beforeLast[c] = grid.max() - beforeLast[c];
        }
    }

    private int computedInteger(int run, int i) {
        double max = grid.max();
        double square = 2 * max * max;
        for (double[] column : places) {
            square -= 4 * column[i] * column[i];
        }
        double root = Math.sqrt(Math.max(0, square));
        return (int) Math.rint(((runs.isNegative(run) ? -root : root) + max) * 0.5);
    }

    private void integrate(int order, int[] residuals, double[] out, int from, int end, int state) {
        int value = last[state];
        int before = beforeLast[state];
        switch (order) {
            case 0 -> {
                for (int i = from; i < end; i++) {
                    before = value;
                    value = grid.middle() + NarrowSeriesDecoder.signed(residuals[i]);
                    out[i] = value - half;
                }
            }
            case 1 -> {
                for (int i = from; i < end; i++) {
                    before = value;
                    value += NarrowSeriesDecoder.signed(residuals[i]);
                    out[i] = value - half;
                }
            }
            default -> {
                int change = value - before;
                for (int i = from; i < end; i++) {
                    change += NarrowSeriesDecoder.signed(residuals[i]);
                    value += change;
                    out[i] = value - half;
                }
                before = value - change;
            }
        }
        last[state] = value;
        beforeLast[state] = before;
    }

    /** Turns the {@link #places} of all rows into columns. */
    private void toColumns(int from, int end, int[] changes, float[][] out) {
        for (int c = 0; c < COLUMNS; c++) {
            grid.kept(places[c], from, end, out[c]);
        }
        for (int run = 0; run < runs.count(); run++) {
            Arrays.fill(out[runs.column(run)], runs.start(run), runs.end(run), 0);
        }
        grid.magnitudes(out, from, end, magnitudes);
        for (int run = 0; run < runs.count(); run++) {
            compute(run, changes, out);
        }
    }

    private void compute(int run, int[] changes, float[][] out) {
        float[] to = out[runs.column(run)];
        int from = runs.start(run);
        int end = runs.end(run);
        if (grid.isCorrected()) {
            for (int i = from; i < end; i++) {
                to[i] = grid.corrected(out, i, runs.computed(run), changes[i]);
            }
        } else if (runs.isNegative(run)) {
            for (int i = from; i < end; i++) {
                to[i] = -magnitudes[i];
            }
        } else {
            System.arraycopy(magnitudes, from, to, from, end - from);
        }
    }
}
