package io.worldreel.format.window;

import io.worldreel.format.Limits;

/**
 * How the clock and another component say that quaternions turn, each from the one before it (FORMAT.md, "Quaternion grid", order
 * 3). One object serves series after series.
 */
final class Turn {
    private static final int AXES = 3;
    private static final double MAX = 1 << 30;

    /** Of each value: the quaternion by which it differs from the one before. */
    private final double[][] turns = new double[AXES + 1][Limits.WINDOW_TICKS];
    private final double[][] speeds = new double[AXES][Limits.WINDOW_TICKS + 1];
    private boolean own;

    /**
     * Says how the next series turns.
     *
     * @param motion what the clock tells of it
     * @param column of the speeds, whose bits are those of the base and then of the values, from {@code from} on
     */
    void set(Motion motion, Column column, long[][] bits, int from, int count, Aid aid) {
        own = aid.own();
        for (int axis = 0; axis < AXES; axis++) {
            Coding.toDoubles(column, bits[axis], from, count + 1, speeds[axis]);
        }
        for (int i = 0; i < count; i++) {
            double half = 0.5 * aid.scale() * motion.elapsed(i);
            double x = half * speed(0, i, aid.mean());
            double y = half * speed(1, i, aid.mean());
            double z = half * speed(2, i, aid.mean());
            double n = x * x + y * y + z * z;
            double part = n <= 1 ? 1 - n / 6 + n * n / 120 : 0;
            turns[0][i] = n <= 1 ? x * part : 0;
            turns[1][i] = n <= 1 ? y * part : 0;
            turns[2][i] = n <= 1 ? z * part : 0;
            turns[3][i] = n <= 1 ? 1 - n / 2 + n * n / 24 : 1;
        }
    }

    private double speed(int axis, int i, boolean mean) {
        return mean ? 0.5 * (speeds[axis][i] + speeds[axis][i + 1]) : speeds[axis][i + 1];
    }

    /** Predicts the grid integers of value i from those of the one before. */
    void predict(QuatGrid grid, int i, int[] last, int[] prediction) {
        double max = grid.max();
        double x = turns[0][i];
        double y = turns[1][i];
        double z = turns[2][i];
        double w = turns[3][i];
        double qx = 2.0 * last[0] - max;
        double qy = 2.0 * last[1] - max;
        double qz = 2.0 * last[2] - max;
        double qw = 2.0 * last[3] - max;
        double side = own ? -1 : 1;
        prediction[0] = place(grid, w * qx + x * qw + side * (y * qz - z * qy));
        prediction[1] = place(grid, w * qy + y * qw + side * (z * qx - x * qz));
        prediction[2] = place(grid, w * qz + z * qw + side * (x * qy - y * qx));
        prediction[3] = place(grid, w * qw - x * qx - y * qy - z * qz);
    }

    private static int place(QuatGrid grid, double turned) {
        double place = (turned + grid.max()) * 0.5;
        return Math.abs(place) <= MAX ? (int) Math.rint(place) : grid.middle();
    }
}
