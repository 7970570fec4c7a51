package io.worldreel.format.window;

/**
 * How the clock and another component say that quaternions turn, each from the one before it (FORMAT.md, "Quaternion grid", order
 * 3): of values side by side, the quaternions by which they differ.
 */
final class Turns {
    static final int AXES = 3;
    private static final double MAX = 1 << 30;

    /** Along the axes, and the part that stays. */
    private final double[] x;
    private final double[] y;
    private final double[] z;
    private final double[] w;
    private final double[] changes = new double[SeriesEncoder.MAX_LENGTH];
    private double side = 1;

    /** @param size room for so many values */
    Turns(int size) {
        x = new double[size];
        y = new double[size];
        z = new double[size];
        w = new double[size];
    }

    int size() {
        return x.length;
    }

    /** Says how fast values turn about one axis: {@code motion} has the speeds and the clock. */
    void setAxis(int axis, Motion motion, int at, int count, Aid aid) {
        side = aid.own() ? -1 : 1;
        motion.changes(count, aid.step(), changes);
        double half = 0.5 * aid.scale();
        double[] out = axis == 0 ? x : axis == 1 ? y : z;
        for (int i = 0; i < count; i++) {
            out[at + i] = half * changes[i];
        }
    }

    /** Makes quaternions of what was said of the axes. */
    void finish(int at, int count) {
        for (int i = at; i < at + count; i++) {
            double n = x[i] * x[i] + y[i] * y[i] + z[i] * z[i];
            double part = n <= 1 ? 1 - n / 6 + n * n / 120 : 0;
            w[i] = n <= 1 ? 1 - n / 2 + n * n / 24 : 1;
            x[i] = n <= 1 ? x[i] * part : 0;
            y[i] = n <= 1 ? y[i] * part : 0;
            z[i] = n <= 1 ? z[i] * part : 0;
        }
    }

    /** The columns of value i if the one before it has these: all in twice the grid's integers from its middle. */
    double x(int i, double qx, double qy, double qz, double qw) {
        return w[i] * qx + x[i] * qw + side * (y[i] * qz - z[i] * qy);
    }

    double y(int i, double qx, double qy, double qz, double qw) {
        return w[i] * qy + y[i] * qw + side * (z[i] * qx - x[i] * qz);
    }

    double z(int i, double qx, double qy, double qz, double qw) {
        return w[i] * qz + z[i] * qw + side * (x[i] * qy - y[i] * qx);
    }

    double w(int i, double qx, double qy, double qz, double qw) {
        return w[i] * qw - x[i] * qx - y[i] * qy - z[i] * qz;
    }

    /** Whether turned columns are what a quaternion can have. */
    static boolean isSane(double tx, double ty, double tz, double tw) {
        return Math.abs(tx) + Math.abs(ty) + Math.abs(tz) + Math.abs(tw) <= MAX;
    }
}
