package io.worldreel.format.window;

import java.util.Arrays;

/**
 * Decodes rows of quaternions on a grid (FORMAT.md, "Quaternion grid"), from residuals to columns. All arrays have a value of a row
 * at the same index, its first at the index that {@link #add} tells.
 */
final class QuatRowsDecoder {
    private static final int COLUMNS = 4;
    private static final int INDEX = 2 * QuatGrid.NEGATIVE - 1;
    private static final double WRAP = 1L << 32;

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

    /** How many grid integers the middle of the grid is from its ends. */
    private final double half;
    private final int entries;
    /** Lane after lane, of rows that are turned: differences from what is predicted, less {@link #half}. */
    private final double[] differences;
    /** By column: distances from the middle of the grid; 0 where the column is computed. */
    private final double[][] places;
    private final float[][] floats;
    private final float[] magnitudes;

    /** @param most how many rows may be added, whose values lie in so many {@code entries} */
    QuatRowsDecoder(QuatGrid grid, int most, int entries, GroupScratch scratch) {
        this.grid = grid;
        this.entries = entries;
        half = 0.5 * grid.max();
        orders = new int[most];
        starts = new int[most];
        counts = new int[most];
        firstComputed = new int[most];
        computed = new int[most];
        last = new int[most * COLUMNS];
        beforeLast = new int[most * COLUMNS];
        place = new double[most * COLUMNS];
        differences = scratch.differences(entries);
        places = scratch.places(entries);
        floats = scratch.floats(entries);
        magnitudes = scratch.magnitudes(entries);
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
        place[state] = integer - half;
    }

    /**
     * Decodes the rows that were added.
     *
     * @param residuals of the four series of each row
     * @param turns how quaternions turn: needed for rows of order 3
     * @param out the column bits; what lies between rows is changed as well
     */
    void decode(int[][] residuals, Turns turns, int[][] out) {
        int from = starts[0];
        int end = starts[rows - 1] + counts[rows - 1];
        int longest = 0;
        for (int row = 0; row < rows; row++) {
            if (orders[row] == SeriesEncoder.CLOCKED) {
                longest = Math.max(longest, counts[row]);
                for (int c = 0; c < COLUMNS; c++) {
                    places[c][starts[row] - 1] = place[row * COLUMNS + c];
                }
            } else {
                integrate(row, residuals);
            }
        }
        if (longest > 0) {
            turn(longest, from, end, residuals, turns);
        }
        toColumns(from, end, residuals[0], out);
    }

    /** Decodes the rows that are turned: each quaternion must wait for the one before it in its row, but for no other. */
    private void turn(int longest, int from, int end, int[][] residuals, Turns turns) {
        int all = 0;
        for (int lane = 0; lane < COLUMNS - 1; lane++) {
            all |= toDifferences(residuals[lane + 1], from, end, lane * entries);
        }
        for (int i = 0; i < longest; i++) {
            for (int row = 0; row < rows; row++) {
                if (orders[row] == SeriesEncoder.CLOCKED && i < counts[row]) {
                    turn(row, starts[row] + i, residuals[0], turns);
                }
            }
        }
        if (all < 0) {
            wrap(from, end);
        }
    }

    /** Returns all bits of the residuals. */
    private int toDifferences(int[] residuals, int from, int end, int lane) {
        int all = 0;
        for (int i = from; i < end; i++) {
            differences[lane + i] = NarrowSeriesDecoder.signed(residuals[i]) - half;
        }
        for (int i = from; i < end; i++) {
            all |= residuals[i];
        }
        return all;
    }

    /** Wraps grid integers to 32 bits, beyond which no difference of less than 31 bits leads. */
    private void wrap(int from, int end) {
        for (double[] column : places) {
            for (int i = from; i < end; i++) {
                column[i] -= WRAP * Math.floor((column[i] + half) / WRAP + 0.5);
            }
        }
    }

    private void turn(int row, int i, int[] changes, Turns turns) {
        int now = computed[row];
        double qx = places[0][i - 1];
        double qy = places[1][i - 1];
        double qz = places[2][i - 1];
        double qw = places[3][i - 1];
        int change = changes[i] & INDEX;
        if (change != 0) {
            now ^= change;
            computed[row] = now;
            if ((places[column(now)][i - 1] < 0) != (now >= QuatGrid.NEGATIVE)) {
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
        if (!Turns.isSane(tx, ty, tz, tw)) {
            tx = grid.middle() - half;
            ty = tx;
            tz = tx;
            tw = tx;
        }
        double first = differences[i];
        double second = differences[entries + i];
        double third = differences[2 * entries + i];
        switch (column(now)) {
            case 0 -> {
                first += rounded(ty);
                second += rounded(tz);
                third += rounded(tw);
                places[1][i] = first;
                places[2][i] = second;
                places[3][i] = third;
            }
            case 1 -> {
                first += rounded(tx);
                second += rounded(tz);
                third += rounded(tw);
                places[0][i] = first;
                places[2][i] = second;
                places[3][i] = third;
            }
            case 2 -> {
                first += rounded(tx);
                second += rounded(ty);
                third += rounded(tw);
                places[0][i] = first;
                places[1][i] = second;
                places[3][i] = third;
            }
            default -> {
                first += rounded(tx);
                second += rounded(ty);
                third += rounded(tz);
                places[0][i] = first;
                places[1][i] = second;
                places[2][i] = third;
            }
        }
        double square = 2 * half * half - first * first - second * second - third * third;
        double root = square > 0 ? Math.sqrt(square) : 0;
        places[column(now)][i] = now >= QuatGrid.NEGATIVE ? -root : root;
    }

    /** The grid integer that is nearest to a place. */
    private double rounded(double turned) {
        return turned + half + Coding.ROUND - Coding.ROUND;
    }

    /** Where the run ends, from one quaternion on, in which the same column is computed. */
    private static int runEnd(int[] changes, int from, int end) {
        int to = from + 1;
        while (to < end && (changes[to] & INDEX) == 0) {
            to++;
        }
        return to;
    }

    /** Decodes a row of order 0, 1 or 2, those of one computed column at a time. */
    private void integrate(int row, int[][] residuals) {
        int end = starts[row] + counts[row];
        int state = row * COLUMNS;
        int now = firstComputed[row];
        for (int from = starts[row]; from < end;) {
            int to = runEnd(residuals[0], from, end);
            int change = residuals[0][from] & INDEX;
            now ^= change;
            int skipped = column(now);
            if (change != 0 && (2 * last[state + skipped] < grid.max()) != (now >= QuatGrid.NEGATIVE)) {
                negate(state);
            }
            int lane = 1;
            for (int c = 0; c < COLUMNS; c++) {
                if (c == skipped) {
                    Arrays.fill(places[c], from, to, 0);
                } else {
                    integrate(orders[row], residuals[lane++], places[c], from, to, state + c);
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
        for (double[] column : places) {
            square -= 4 * column[i] * column[i];
        }
        double root = Math.sqrt(Math.max(0, square));
        return (int) Math.rint(((now >= QuatGrid.NEGATIVE ? -root : root) + max) * 0.5);
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

    /** Turns the {@link #places} of all rows into column bits. */
    private void toColumns(int from, int end, int[] changes, int[][] out) {
        for (int c = 0; c < COLUMNS; c++) {
            grid.kept(places[c], from, end, floats[c]);
        }
        for (int row = 0; row < rows; row++) {
            int now = firstComputed[row];
            for (int i = starts[row]; i < starts[row] + counts[row]; i++) {
                now ^= changes[i] & INDEX;
                floats[column(now)][i] = 0;
            }
        }
        grid.magnitudes(floats, end, magnitudes);
        for (int row = 0; row < rows; row++) {
            int now = firstComputed[row];
            for (int i = starts[row]; i < starts[row] + counts[row]; i++) {
                now ^= changes[i] & INDEX;
                float magnitude = magnitudes[i];
                floats[column(now)][i] = grid.isCorrected()
                        ? grid.corrected(floats, i, now, changes[i])
                        : now >= QuatGrid.NEGATIVE ? -magnitude : magnitude;
            }
        }
        for (int c = 0; c < COLUMNS; c++) {
            Coding.toBits(floats[c], from, end - from, out[c]);
        }
    }

    private static int column(int computed) {
        return computed & (QuatGrid.NEGATIVE - 1);
    }
}
