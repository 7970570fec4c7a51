package io.worldreel.format.window;

import io.worldreel.format.Limits;

/**
 * What predicts the values of a series by the clock: by how much an aiding component says that each changes, or how much longer
 * it took than the one before (FORMAT.md, "Residuals", order 3). One object serves series after series.
 */
final class Motion {
    private static final double MAX = 1L << 51;

    private boolean known;
    private boolean aided;
    private final double[] elapsed = new double[Limits.WINDOW_TICKS];
    /** Aided: the change up to a value. Otherwise: the time up to it, in times of that before it. */
    private final double[] factors = new double[Limits.WINDOW_TICKS];

    /** Says that the clock tells nothing of the next series. */
    void forget() {
        known = false;
    }

    /**
     * Says when the values of the next series were put, and that they go on as they did.
     *
     * @param tickIndexes of the base and then of the values, from {@code from} on
     */
    void clocked(Clock clock, byte[] tickIndexes, int from, int count) {
        known = clock.isKnown();
        aided = false;
        for (int i = 0; known && i < count; i++) {
            elapsed[i] = clock.elapsed(tickIndexes[from + i], tickIndexes[from + i + 1]);
            double factor = i == 0 ? 1 : elapsed[i] / elapsed[i - 1];
            factors[i] = factor <= Limits.WINDOW_TICKS ? factor : 1;
        }
    }

    /**
     * Says, after {@link #clocked}, that another component tells the speeds.
     *
     * @param speeds column bits of the base and then of the values, from {@code from} on
     */
    void aided(Column column, long[] speeds, int from, int count, boolean mean) {
        aided = true;
        double before = Coding.toDouble(column, speeds[from]);
        for (int i = 0; i < count; i++) {
            double after = Coding.toDouble(column, speeds[from + i + 1]);
            factors[i] = mean ? (before + after) * (0.5 * elapsed[i]) : after * elapsed[i];
            before = after;
        }
    }

    /** Whether a coding may make use of this. */
    boolean suits(int coding) {
        return known && (!aided || coding != Coding.PLAIN);
    }

    /** Whether another component tells the changes: then {@link #drifts} does not depend on the values. */
    boolean isAided() {
        return aided;
    }

    /**
     * How far each integer is expected from the one before it, where another component tells it.
     *
     * @param coding and {@code column}: what the integers mean
     */
    void drifts(int coding, Column column, int count, long[] out) {
        boolean step = coding == Coding.STEP;
        double unit = step ? column.step() : Coding.power(coding - Coding.DECIMAL);
        for (int i = 0; i < count; i++) {
            out[i] = Coding.rounded(step ? factors[i] / unit : factors[i] * unit, MAX);
        }
    }

    /**
     * How far an integer is expected from the one before it, if values go on as they did.
     *
     * @param change from the integer before the last to the last
     */
    long drift(int i, long change) {
        return Coding.rounded(change * factors[i], MAX);
    }
}
