package io.worldreel.format.window;

import io.worldreel.format.Limits;

/**
 * What predicts the values of a series by the clock: by how much an aiding component says that each changes, or how much longer
 * it took than the one before (FORMAT.md, "Residuals", order 3). One object serves series after series.
 */
final class Motion {
    /** Of what nothing is known; not to be changed. */
    static final Motion STILL = new Motion();

    /** Ratios of times are whole numbers of 2^-12. */
    private static final int RATIO_BITS = 12;
    /** Greater ones are taken for 1. */
    private static final int MAX_RATIO = 128;
    private static final int HALF = 1 << (RATIO_BITS - 1);
    private static final double MAX = 1L << 51;
    /** Drifts that are less by magnitude have not been cut off at 32 bits. */
    private static final int MAX_DRIFT = 1 << 30;

    private boolean known;
    private boolean aided;
    private final double[] elapsed = new double[Limits.WINDOW_TICKS];
    /** The time up to a value, in times of that before it. */
    private final int[] ratios = new int[Limits.WINDOW_TICKS];
    private final double[] speeds = new double[Limits.WINDOW_TICKS + 1];
    private final double[] nextSpeeds = new double[Limits.WINDOW_TICKS];
    /** The change up to a value that another component tells. */
    private final double[] changes = new double[Limits.WINDOW_TICKS];

    /** Of what {@link #elapsed} and {@link #ratios} are: most series of a window have the same ticks. */
    private Clock clock = Clock.NONE;
    private Presence presence = Presence.NONE;
    private int place;
    private final short[] ticks = new short[Limits.WINDOW_TICKS + 1];

    /** Says that the clock tells nothing of the next series. */
    void forget() {
        known = false;
    }

    /** Says that the next series has the ticks of a place, and that its values go on as they did. */
    void clocked(Clock newClock, Presence newPresence, int newPlace) {
        known = newClock.isKnown();
        aided = false;
        if (!known || (newClock == clock && newPresence.hasTicksOf(newPlace, presence, place))) {
            return;
        }
        clock = newClock;
        presence = newPresence;
        place = newPlace;
        int count = presence.values(place) - 1;
        presence.ticks(place, ticks, 0, count + 1);
        for (int i = 0; i < count; i++) {
            elapsed[i] = clock.elapsed(ticks[i], ticks[i + 1]);
            ratios[i] = ratio(elapsed[Math.max(0, i - 1)], elapsed[i]);
        }
    }

    /** Says that what is known of a group tells of the next series, whose first entry is {@code from}, that its values go on as they did. */
    void clocked(GroupMotion group, int from, int count) {
        clock = Clock.NONE;
        known = true;
        aided = false;
        System.arraycopy(group.ratios(), from, ratios, 0, count);
    }

    /** Says that another component tells how the next series changes. */
    void aided(double[] source, int from, int count) {
        known = true;
        aided = true;
        System.arraycopy(source, from, changes, 0, count);
    }

    /** A time in times of the one before it, as a whole number of 2^-12; 1 for what is far out. */
    static int ratio(double before, double elapsed) {
        double ratio = elapsed / before;
        return ratio <= MAX_RATIO ? (int) Math.rint(ratio * (1 << RATIO_BITS)) : 1 << RATIO_BITS;
    }

    /** Where the speeds go that another component has: that of the base, and then those of the values. */
    double[] speeds() {
        return speeds;
    }

    /**
     * Says, after {@link #clocked} and with the {@link #speeds} filled, that another component tells the changes.
     *
     * @param step how long a step of the sender's physics is
     */
    void aided(int values, double step) {
        aided = true;
        System.arraycopy(speeds, 1, nextSpeeds, 0, values);
        for (int i = 0; i < values; i++) {
            changes[i] = change(speeds[i], nextSpeeds[i], elapsed[i], step);
        }
    }

    /** The time up to a value, after {@link #clocked}. */
    double elapsed(int i) {
        return elapsed[i];
    }

    /** How far two speeds lead, between which a time goes by. */
    static double change(double before, double after, double elapsed, double step) {
        return 0.5 * ((before + after) * elapsed + (after - before) * Math.min(step, elapsed));
    }

    /** Whether a coding may make use of this. */
    boolean suits(int coding) {
        return known && (!aided || coding != Coding.PLAIN);
    }

    /** Whether another component tells the changes: then the drifts do not depend on the values. */
    boolean isAided() {
        return aided;
    }

    /** The time up to each value, in times of that before it, as whole numbers of 2^-12. */
    int[] ratios() {
        return ratios;
    }

    /**
     * How far each integer is expected from the one before it, where another component tells it.
     *
     * @param coding and {@code column}: what the integers mean
     * @param values how many
     */
    void drifts(int coding, Column column, int values, long[] out) {
        boolean step = coding == Coding.STEP;
        double unit = step ? column.step() : Coding.factor(coding);
        for (int i = 0; i < values; i++) {
            out[i] = Coding.rounded(step ? changes[i] / unit : changes[i] * unit, MAX);
        }
    }

    /** As above, wrapped to 32 bits. */
    void drifts(int coding, Column column, int values, int[] out) {
        drifts(changes, coding, column, 0, values, out);
    }

    /**
     * Turns changes that another component tells into drifts of integers, wrapped to 32 bits.
     *
     * @param coding and {@code column}: what the integers mean
     */
    static void drifts(double[] changes, int coding, Column column, int from, int end, int[] out) {
        boolean step = coding == Coding.STEP;
        double unit = step ? column.step() : Coding.factor(coding);
        if (step) {
            for (int i = from; i < end; i++) {
                out[i] = (int) ((changes[i] / unit + Coding.ROUND) - Coding.ROUND);
            }
        } else {
            for (int i = from; i < end; i++) {
                out[i] = (int) ((changes[i] * unit + Coding.ROUND) - Coding.ROUND);
            }
        }
        int all = 0;
        for (int i = from; i < end; i++) {
            all |= out[i] ^ (out[i] >> 31);
        }
        if (all >= MAX_DRIFT) {
            for (int i = from; i < end; i++) {
                out[i] = (int) Coding.rounded(step ? changes[i] / unit : changes[i] * unit, MAX);
            }
        }
    }

    /**
     * How far an integer is expected from the one before it, if values go on as they did.
     *
     * @param change from the integer before the last to the last
     */
    long drift(int i, long change) {
        return (change * ratios[i] + HALF) >> RATIO_BITS;
    }

    /** As above, of 32-bit integers, by one of {@link #ratios}. */
    static int drift(int change, int ratio) {
        long wide = (long) change * ratio + HALF;
        return (int) (wide >> RATIO_BITS);
    }
}
