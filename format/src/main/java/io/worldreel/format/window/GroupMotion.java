package io.worldreel.format.window;

import io.worldreel.format.Limits;

/**
 * What the clock tells of all values of a group: how much time led up to each, and how far speeds led meanwhile (FORMAT.md,
 * "Clock"). Arrays are by entry of the group's columns; at the first entry of a place, up to which no time goes by, they are of no
 * use. One object serves group after group.
 */
final class GroupMotion {
    private Clock clock = Clock.NONE;
    private GroupLayout layout = GroupLayout.NONE;
    /** By tick index: the time since the one before, and that in times of the time before. */
    private final double[] steps = new double[Limits.WINDOW_TICKS];
    private final int[] stepRatios = new int[Limits.WINDOW_TICKS];
    private double[] elapsed = {};
    private int[] ratios = {};
    private double[] speeds = {};
    private double[] lastSpeeds = {};
    private float[] lastFloats = {};

    /** Says which group comes next. Groups of the same ticks follow each other, so that what is known of them is kept. */
    @SuppressWarnings("ReferenceEquality") // components of one presence share its layouts
    void begin(Clock newClock, GroupLayout newLayout) {
        if (newClock == clock && newLayout == layout) {
            return;
        }
        if (newClock != clock) {
            clock = newClock;
            step();
        }
        layout = newLayout;
        if (elapsed.length < layout.entries()) {
            elapsed = new double[layout.entries()];
            ratios = new int[layout.entries()];
            speeds = new double[layout.entries()];
            lastSpeeds = new double[layout.entries()];
            lastFloats = new float[layout.entries()];
        }
        for (int place = 0; clock.isKnown() && place < layout.places(); place++) {
            time(layout.starts()[place], layout.starts()[place + 1]);
        }
    }

    private void step() {
        for (int tick = 1; tick < clock.ticks(); tick++) {
            steps[tick] = clock.elapsed(tick - 1, tick);
            stepRatios[tick] = Motion.ratio(tick == 1 ? steps[1] : steps[tick - 1], steps[tick]);
        }
    }

    private void time(int start, int end) {
        short[] ticks = layout.tickIndexes();
        elapsed[start] = 0;
        int apart = Math.min(start + 3, end);
        time(start, start + 1, apart);
        if (apart < end && ticks[end - 1] - ticks[apart - 2] == end - 1 - (apart - 2)) {
            // From two ticks before on, all follow each other.
            System.arraycopy(steps, ticks[apart], elapsed, apart, end - apart);
            System.arraycopy(stepRatios, ticks[apart], ratios, apart, end - apart);
        } else {
            time(start, apart, end);
        }
    }

    /** As above, one by one. */
    private void time(int start, int from, int end) {
        short[] ticks = layout.tickIndexes();
        for (int i = from; i < end; i++) {
            elapsed[i] = clock.elapsed(ticks[i - 1], ticks[i]);
            ratios[i] = Motion.ratio(elapsed[Math.max(start + 1, i - 1)], elapsed[i]);
        }
    }

    /** The time up to each value, in times of that before it, as whole numbers of 2^-12. */
    int[] ratios() {
        return ratios;
    }

    /**
     * Computes how far a column of speeds leads up to each value.
     *
     * @param step how long a step of the sender's physics is
     * @param scale by what that is multiplied
     */
    void changes(GroupColumns columns, int column, double step, double scale, double[] out) {
        if (!columns.hasFloats()) {
            columns.numbers(column, 0, layout.entries(), speeds);
            changes(step, scale, out);
            return;
        }
        int end = layout.entries();
        float[] floats = columns.floats(column);
        // Loops that read one array at two places do not vectorise.
        System.arraycopy(floats, 0, lastFloats, 1, end - 1);
        for (int i = 1; i < end; i++) {
            out[i] = scale * Motion.change(lastFloats[i], floats[i], elapsed[i], step);
        }
    }

    /** Where the speeds of all entries go. */
    double[] speeds() {
        return speeds;
    }

    /** As above, with the {@link #speeds} filled. */
    void changes(double step, double scale, double[] out) {
        int end = layout.entries();
        System.arraycopy(speeds, 0, lastSpeeds, 1, end - 1);
        for (int i = 1; i < end; i++) {
            out[i] = scale * Motion.change(lastSpeeds[i], speeds[i], elapsed[i], step);
        }
    }
}
