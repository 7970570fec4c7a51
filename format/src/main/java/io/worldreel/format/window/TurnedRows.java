package io.worldreel.format.window;

import java.util.ArrayList;
import java.util.List;

/**
 * Decodes rows of quaternions that are turned (FORMAT.md, "Quaternion grid", order 3), two rows side by side: each quaternion must
 * wait for the one before it in its row, but for no other. Where a row ends, the next one takes its place.
 */
final class TurnedRows {
    private final QuatRuns runs;
    private final double[][] places;
    private final double[][] differences;
    private final Turns turns;
    private final double half;
    private final double whole;
    private final List<Row> waiting = new ArrayList<>();

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
        Row open = waiting.getFirst();
        open.enter();
        for (Row row : waiting.subList(1, waiting.size())) {
            row.enter();
            while (open.left() > 0 && row.left() > 0) {
                int shared = Math.min(open.left(), row.left());
                turn(open, row, shared);
                open.pass(shared);
                row.pass(shared);
            }
            open = row.left() > 0 ? row : open;
        }
        while (open.left() > 0) {
            int rest = open.left();
            turn(open, open, rest);
            open.pass(rest);
        }
    }

    /** Turns the next quaternions of two rows, which may be the same. */
    private void turn(Row rowA, Row rowB, int count) {
        double[] dx = turns.x;
        double[] dy = turns.y;
        double[] dz = turns.z;
        double[] e = turns.w;
        Lane a = new Lane(rowA, differences, places, half);
        Lane b = new Lane(rowB, differences, places, half);
        for (int i = 0; i < count; i++) {
            a.turn(a.at + i, dx, dy, dz, e, whole);
            b.turn(b.at + i, dx, dy, dz, e, whole);
        }
        a.leave(rowA);
        b.leave(rowB);
    }

    /** A row, of which some quaternions have been decoded. */
    private final class Row {
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
            this.computed = computed;
            this.quat = quat;
        }

        /** How many quaternions of the run are left; 0 only where the row ends. */
        int left() {
            return runEnd - at;
        }

        /** Begins the next run. */
        void enter() {
            int run = nextRun++;
            at = runs.start(run);
            runEnd = runs.end(run);
            frame = TurnFrame.of(runs.computed(run), turns.side());
            boolean turnsOver = runs.computed(run) != computed
                    && (quat[frame.w().column()] < 0) != runs.isNegative(run);
            computed = runs.computed(run);
            double sign = turnsOver ? -1 : 1;
            x = sign * frame.x().sign() * quat[frame.x().column()];
            y = sign * frame.y().sign() * quat[frame.y().column()];
            z = sign * frame.z().sign() * quat[frame.z().column()];
            w = sign * frame.w().sign() * quat[frame.w().column()];
        }

        /** Goes on by so many quaternions, at the end of a run to the next one. */
        void pass(int count) {
            at += count;
            if (at == runEnd && nextRun < endRun) {
                quat[frame.x().column()] = frame.x().sign() * x;
                quat[frame.y().column()] = frame.y().sign() * y;
                quat[frame.z().column()] = frame.z().sign() * z;
                quat[frame.w().column()] = frame.w().sign() * w;
                enter();
            }
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
