package io.worldreel.format.window;

import java.util.ArrayList;
import java.util.List;

/**
 * Decodes rows of quaternions that are turned (FORMAT.md, "Quaternion grid", order 3), several side by side: each quaternion must
 * wait for the one before it in its row, but for no other. Where a row ends, the next one takes its place.
 */
final class TurnedRows {
    private static final int LANES = 4;

    private final QuatRuns runs;
    private final double[][] places;
    private final double[][] differences;
    private final Turns turns;
    private final double half;
    private final double whole;
    private final List<Row> waiting = new ArrayList<>();
    private final Row[] busy = new Row[LANES];

    /**
     * @param grid on which the quaternions are
     * @param differences of the three kept columns: from what is predicted, less half the grid
     * @param places by column, where the distances from the middle of the grid go; those of computed columns are left out
     */
    TurnedRows(QuatGrid grid, QuatRuns runs, double[][] differences, Turns turns, double[][] places) {
        this.runs = runs;
        this.differences = differences;
        this.turns = turns;
        this.places = places;
        half = 0.5 * grid.max();
        whole = 2 * half * half;
    }

    /**
     * Adds the row that was added last to the runs.
     *
     * @param firstRun its first run
     * @param computed the number of the computed column of the quaternion before its first
     * @param before the places of that one's columns
     */
    void add(int firstRun, int computed, double[] before) {
        waiting.add(new Row(firstRun, computed, before));
    }

    void decode() {
        // The longest first: then few are decoded by themselves at the end.
        waiting.sort((a, b) -> Integer.compare(b.count, a.count));
        int begun = 0;
        int lanes = 0;
        while (true) {
            while (lanes < LANES && begun < waiting.size()) {
                Row row = waiting.get(begun++);
                row.enter(turns.side());
                busy[lanes++] = row;
            }
            if (lanes == 0) {
                return;
            }
            int shared = Integer.MAX_VALUE;
            for (int lane = 0; lane < lanes; lane++) {
                shared = Math.min(shared, busy[lane].left());
            }
            turn(busy[0], busy[Math.min(1, lanes - 1)], busy[Math.min(2, lanes - 1)], busy[lanes - 1], shared);
            for (int lane = lanes - 1; lane >= 0; lane--) {
                Row row = busy[lane];
                row.at += shared;
                if (row.left() == 0 && !row.goOn(turns.side())) {
                    busy[lane] = busy[--lanes];
                }
            }
        }
    }

    /** Turns the next quaternions of four rows, some of which may be the same. */
    private void turn(Row rowA, Row rowB, Row rowC, Row rowD, int count) {
        double[] dx = turns.x;
        double[] dy = turns.y;
        double[] dz = turns.z;
        double[] e = turns.w;
        Lane a = new Lane(rowA, differences, places, half);
        Lane b = new Lane(rowB, differences, places, half);
        Lane c = new Lane(rowC, differences, places, half);
        Lane d = new Lane(rowD, differences, places, half);
        for (int i = 0; i < count; i++) {
            a.turn(a.at + i, dx, dy, dz, e, whole);
            b.turn(b.at + i, dx, dy, dz, e, whole);
            c.turn(c.at + i, dx, dy, dz, e, whole);
            d.turn(d.at + i, dx, dy, dz, e, whole);
        }
        a.leave(rowA);
        b.leave(rowB);
        c.leave(rowC);
        d.leave(rowD);
    }

    /** A row, of which some quaternions have been decoded. */
    private final class Row {
        private final int count;
        private final int endRun;
        private int nextRun;
        private int at;
        private int runEnd;
        private int computed;
        private TurnFrame frame = TurnFrame.of(0, 1);
        /** The last quaternion's places by column, and in the frame. */
        private final double[] quat;
        private double x;
        private double y;
        private double z;
        private double w;

        Row(int firstRun, int computed, double[] quat) {
            nextRun = firstRun;
            endRun = runs.count();
            count = runs.end(endRun - 1) - runs.start(firstRun);
            this.computed = computed;
            this.quat = quat;
        }

        /** How many quaternions of the run are left. */
        int left() {
            return runEnd - at;
        }

        /** Begins the next run. */
        void enter(double side) {
            int run = nextRun++;
            at = runs.start(run);
            runEnd = runs.end(run);
            frame = TurnFrame.of(runs.computed(run), side);
            boolean turnsOver = runs.computed(run) != computed
                    && (quat[frame.w().column()] < 0) != runs.isNegative(run);
            computed = runs.computed(run);
            double sign = turnsOver ? -1 : 1;
            x = sign * frame.x().sign() * quat[frame.x().column()];
            y = sign * frame.y().sign() * quat[frame.y().column()];
            z = sign * frame.z().sign() * quat[frame.z().column()];
            w = sign * frame.w().sign() * quat[frame.w().column()];
        }

        /** After a run, begins the next one if there is one. */
        boolean goOn(double side) {
            if (nextRun == endRun) {
                return false;
            }
            quat[frame.x().column()] = frame.x().sign() * x;
            quat[frame.y().column()] = frame.y().sign() * y;
            quat[frame.z().column()] = frame.z().sign() * z;
            quat[frame.w().column()] = frame.w().sign() * w;
            enter(side);
            return true;
        }
    }

    /** The variables of a loop over a row. */
    private static final class Lane {
        private final int at;
        private final double[] differencesX;
        private final double[] differencesY;
        private final double[] differencesZ;
        private final double[] placesX;
        private final double[] placesY;
        private final double[] placesZ;
        private final double signX;
        private final double signY;
        private final double signZ;
        private final double halfX;
        private final double halfY;
        private final double halfZ;
        private double x;
        private double y;
        private double z;
        private double w;

        Lane(Row row, double[][] differences, double[][] places, double half) {
            TurnFrame frame = row.frame;
            at = row.at;
            differencesX = differences[frame.x().lane()];
            differencesY = differences[frame.y().lane()];
            differencesZ = differences[frame.z().lane()];
            placesX = places[frame.x().column()];
            placesY = places[frame.y().column()];
            placesZ = places[frame.z().column()];
            signX = frame.x().sign();
            signY = frame.y().sign();
            signZ = frame.z().sign();
            halfX = signX * half;
            halfY = signY * half;
            halfZ = signZ * half;
            x = row.x;
            y = row.y;
            z = row.z;
            w = row.w;
        }

        void turn(int i, double[] dx, double[] dy, double[] dz, double[] e, double whole) {
            double a = dx[i];
            double b = dy[i];
            double c = dz[i];
            double n = e[i];
            double nextX = (n * x + a * w) + (b * z - c * y);
            double nextY = (n * y - a * z) + (b * w + c * x);
            double nextZ = (n * z + a * y) + (c * w - b * x);
            x = signX * differencesX[i] + (nextX + halfX + Coding.ROUND - Coding.ROUND);
            y = signY * differencesY[i] + (nextY + halfY + Coding.ROUND - Coding.ROUND);
            z = signZ * differencesZ[i] + (nextZ + halfZ + Coding.ROUND - Coding.ROUND);
            double square = whole - x * x - y * y - z * z;
            w = square > 0 ? Math.sqrt(square) : 0;
            placesX[i] = signX * x;
            placesY[i] = signY * y;
            placesZ[i] = signZ * z;
        }

        void leave(Row row) {
            row.x = x;
            row.y = y;
            row.z = z;
            row.w = w;
        }
    }
}
