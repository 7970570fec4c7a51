package io.worldreel.format.window;

/**
 * How the clock and another component say that quaternions turn, each from the one before it (FORMAT.md, "Quaternion grid", order
 * 3): of values side by side, the quaternions by which they differ.
 */
final class Turns {
    static final int AXES = 3;

    /** Along the axes, negative where axes turn along; and the part that stays. */
    final double[] x;
    final double[] y;
    final double[] z;
    final double[] w;
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
        motion.changes(aid.step(), side * 0.5 * aid.scale(), along(axis));
    }

    /** Says how fast all values of a group turn about their axes; then {@link #finish} must be called. */
    void setAxes(GroupMotion motion, GroupColumns speeds, Aid aid) {
        side = aid.own() ? -1 : 1;
        double half = side * 0.5 * aid.scale();
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

    double[] along(int axis) {
        return axis == 0 ? x : axis == 1 ? y : z;
    }

    /** -1 if axes turn along, else 1. */
    double side() {
        return side;
    }
}
