package io.worldreel.format.window;

/**
 * How the clock and another component say that quaternions turn, each from the one before it (FORMAT.md, "Quaternion grid", order
 * 3): of values side by side, the quaternions by which they differ.
 */
final class Turns {
    static final int AXES = 3;
    private static final double MAX = 1 << 29;

    /** Along the axes, and the part that stays. */
    private final double[] x;
    private final double[] y;
    private final double[] z;
    private final double[] w;
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

    /** Says how fast all values of a group turn about one axis: {@code motion} has the speeds. After the last, {@link #finish} must be called. */
    void setAxis(int axis, GroupMotion motion, Aid aid) {
        side = aid.own() ? -1 : 1;
        motion.changes(aid.step(), 0.5 * aid.scale(), axis == 0 ? x : axis == 1 ? y : z);
    }

    /** Says how fast all values of a group turn about their axes; then {@link #finish} must be called. */
    void setAxes(GroupMotion motion, GroupColumns speeds, Aid aid) {
        side = aid.own() ? -1 : 1;
        double half = 0.5 * aid.scale();
        motion.changes(speeds, 0, aid.step(), half, x);
        motion.changes(speeds, 1, aid.step(), half, y);
        motion.changes(speeds, 2, aid.step(), half, z);
    }

    /** Makes quaternions of what was said of the axes. */
    void finish(int count) {
        double most = 0;
        for (int i = 0; i < count; i++) {
            w[i] = x[i] * x[i] + y[i] * y[i] + z[i] * z[i];
            most = Math.max(most, w[i]);
        }
        for (int i = 0; !(most <= 1) && i < count; i++) {
            if (!(w[i] <= 1)) {
                x[i] = 0;
                y[i] = 0;
                z[i] = 0;
                w[i] = 0;
            }
        }
        for (int i = 0; i < count; i++) {
            double n = w[i];
            double part = 1 - n / 6 + n * n / 120;
            x[i] *= part;
            y[i] *= part;
            z[i] *= part;
            w[i] = 1 - n / 2 + n * n / 24;
        }
    }

    /** Takes what another one says of so many values, from {@code from} on: loops that take it beside other arrays need it at the same index. */
    void copy(Turns source, int from, int count) {
        side = source.side;
        System.arraycopy(source.x, from, x, 0, count);
        System.arraycopy(source.y, from, y, 0, count);
        System.arraycopy(source.z, from, z, 0, count);
        System.arraycopy(source.w, from, w, 0, count);
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

    /** Whether turned columns are what a quaternion can have: all in the grid's integers from its middle. */
    static boolean isSane(double tx, double ty, double tz, double tw) {
        return Math.abs(tx) + Math.abs(ty) + Math.abs(tz) + Math.abs(tw) <= MAX;
    }
}
