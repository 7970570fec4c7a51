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
    /** The time up to a value, in times of that before it. */
    private final double[] ratios = new double[Limits.WINDOW_TICKS];
    private final double[] speeds = new double[Limits.WINDOW_TICKS + 1];
    /** The change up to a value that another component tells. */
    private final double[] changes = new double[Limits.WINDOW_TICKS];
    /** The greatest of them by magnitude, or NaN if one is. */
    private double most;

    /** Of what {@link #elapsed} and {@link #ratios} are: most series of a window have the same ticks. */
    private Clock clock = Clock.NONE;
    private long low;
    private long high;
    private boolean inherited;
    private final byte[] ticks = new byte[Limits.WINDOW_TICKS + 1];

    /** Says that the clock tells nothing of the next series. */
    void forget() {
        known = false;
    }

    /** Says that the next series has the ticks of a place, and that its values go on as they did. */
    void clocked(Clock newClock, Presence presence, int place) {
        known = newClock.isKnown();
        aided = false;
        if (!known || (newClock == clock && low == presence.low(place) && high == presence.high(place)
                && inherited == presence.inherited(place))) {
            return;
        }
        clock = newClock;
        low = presence.low(place);
        high = presence.high(place);
        inherited = presence.inherited(place);
        int count = presence.values(place) - 1;
        presence.ticks(place, ticks, 0, count + 1);
        for (int i = 0; i < count; i++) {
            elapsed[i] = clock.elapsed(ticks[i], ticks[i + 1]);
            double ratio = i == 0 ? 1 : elapsed[i] / elapsed[i - 1];
            ratios[i] = ratio <= Limits.WINDOW_TICKS ? ratio : 1;
        }
    }

    /**
     * Says, after {@link #clocked}, that another component tells the speeds.
     *
     * @param bits of the speeds of the base and then of the values, from {@code from} on
     */
    void aided(Column column, long[] bits, int from, int values, boolean mean) {
        aided = true;
        Coding.toDoubles(column, bits, from, values + 1, speeds);
        double[] s = speeds;
        if (mean) {
            for (int i = 0; i < values; i++) {
                changes[i] = (s[i] + s[i + 1]) * (0.5 * elapsed[i]);
            }
        } else {
            for (int i = 0; i < values; i++) {
                changes[i] = s[i + 1] * elapsed[i];
            }
        }
        most = 0;
        for (int i = 0; i < values; i++) {
            most = Math.max(most, Math.abs(changes[i]));
        }
    }

    /** The time up to a value, after {@link #clocked}. */
    double elapsed(int i) {
        return elapsed[i];
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
        if (!((step ? most / unit : most * unit) <= MAX)) {
            for (int i = 0; i < values; i++) {
                out[i] = Coding.rounded(step ? changes[i] / unit : changes[i] * unit, MAX);
            }
        } else if (step) {
            for (int i = 0; i < values; i++) {
                out[i] = (long) ((changes[i] / unit + Coding.ROUND) - Coding.ROUND);
            }
        } else {
            for (int i = 0; i < values; i++) {
                out[i] = (long) ((changes[i] * unit + Coding.ROUND) - Coding.ROUND);
            }
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

    /**
     * As {@link #drift}, for each of a run of 32-bit integers.
     *
     * @param last the integer before each; {@code beforeLast}: that before it, or the same if there is none
     */
    void drifts(int[] last, int[] beforeLast, int values, long[] out) {
        for (int i = 0; i < values; i++) {
            double change = (double) last[i] - beforeLast[i];
            out[i] = (long) ((change * ratios[i] + Coding.ROUND) - Coding.ROUND);
        }
    }
}
