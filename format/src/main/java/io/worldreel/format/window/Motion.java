package io.worldreel.format.window;

import io.worldreel.format.Limits;

import java.util.Arrays;

/**
 * What predicts the values of a series by the clock: by how much an aiding component says that each changes, or how much longer
 * it took than the one before (FORMAT.md, "Residuals", order 3). One object serves series after series.
 */
final class Motion {
    private static final double MAX = 1L << 51;

    private boolean known;
    private boolean aided;
    private final double[] elapsed = new double[Limits.WINDOW_TICKS];
    /** The time up to a value, in times of that before it. */
    private final double[] ratios = new double[Limits.WINDOW_TICKS];
    /** The change up to a value that another component tells. */
    private final double[] changes = new double[Limits.WINDOW_TICKS];

    /** Of what {@link #elapsed} and {@link #ratios} are: most series of a window have the same ticks. */
    private Clock clock = Clock.NONE;
    private final byte[] ticks = new byte[Limits.WINDOW_TICKS + 1];
    private int count;

    /** Says that the clock tells nothing of the next series. */
    void forget() {
        known = false;
    }

    /**
     * Says when the values of the next series were put, and that they go on as they did.
     *
     * @param tickIndexes of the base and then of the values, from {@code from} on
     */
    void clocked(Clock newClock, byte[] tickIndexes, int from, int newCount) {
        known = newClock.isKnown();
        aided = false;
        if (!known || (newClock == clock && newCount <= count
                && Arrays.equals(tickIndexes, from, from + newCount + 1, ticks, 0, newCount + 1))) {
            return;
        }
        clock = newClock;
        count = newCount;
        System.arraycopy(tickIndexes, from, ticks, 0, count + 1);
        for (int i = 0; i < count; i++) {
            elapsed[i] = clock.elapsed(ticks[i], ticks[i + 1]);
            double ratio = i == 0 ? 1 : elapsed[i] / elapsed[i - 1];
            ratios[i] = ratio <= Limits.WINDOW_TICKS ? ratio : 1;
        }
    }

    /**
     * Says, after {@link #clocked}, that another component tells the speeds.
     *
     * @param speeds column bits of the base and then of the values, from {@code from} on
     */
    void aided(Column column, long[] speeds, int from, int values, boolean mean) {
        aided = true;
        double before = Coding.toDouble(column, speeds[from]);
        for (int i = 0; i < values; i++) {
            double after = Coding.toDouble(column, speeds[from + i + 1]);
            changes[i] = mean ? (before + after) * (0.5 * elapsed[i]) : after * elapsed[i];
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
     * @param values how many
     */
    void drifts(int coding, Column column, int values, long[] out) {
        boolean step = coding == Coding.STEP;
        double unit = step ? column.step() : Coding.power(coding - Coding.DECIMAL);
        for (int i = 0; i < values; i++) {
            out[i] = Coding.rounded(step ? changes[i] / unit : changes[i] * unit, MAX);
        }
    }

    /**
     * How far an integer is expected from the one before it, if values go on as they did.
     *
     * @param change from the integer before the last to the last
     */
    long drift(int i, long change) {
        return Coding.rounded(change * ratios[i], MAX);
    }
}
