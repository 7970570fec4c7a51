package io.worldreel.format.window;

/**
 * What the clock tells of all values of a group: how much time led up to each, and how far speeds led meanwhile (FORMAT.md,
 * "Clock"). Arrays are by entry of the group's columns; at the first entry of a place, up to which no time goes by, they are of no
 * use. One object serves group after group.
 */
final class GroupMotion {
    private Clock clock = Clock.NONE;
    private GroupLayout layout = GroupLayout.NONE;
    private double[] elapsed = {};
    private int[] ratios = {};
    private double[] speeds = {};
    private double[] lastSpeeds = {};
    private float[] floats = {};
    private float[] lastFloats = {};

    /** Says which group comes next. Groups of the same ticks follow each other, so that what is known of them is kept. */
    @SuppressWarnings("ReferenceEquality") // components of one presence share its layouts
    void begin(Clock newClock, GroupLayout newLayout) {
        if (newClock == clock && newLayout == layout) {
            return;
        }
        clock = newClock;
        layout = newLayout;
        if (elapsed.length < layout.entries()) {
            elapsed = new double[layout.entries()];
            ratios = new int[layout.entries()];
            speeds = new double[layout.entries()];
            lastSpeeds = new double[layout.entries()];
            floats = new float[layout.entries()];
            lastFloats = new float[layout.entries()];
        }
        for (int place = 0; clock.isKnown() && place < layout.places(); place++) {
            if (place > 0 && layout.hasTicksOf(place, place - 1)) {
                int before = layout.starts()[place - 1];
                int length = layout.starts()[place] - before;
                System.arraycopy(elapsed, before, elapsed, before + length, length);
                System.arraycopy(ratios, before, ratios, before + length, length);
            } else {
                time(layout.starts()[place], layout.starts()[place + 1]);
            }
        }
    }

    private void time(int start, int end) {
        short[] ticks = layout.tickIndexes();
        elapsed[start] = 0;
        for (int i = start + 1; i < end; i++) {
            elapsed[i] = clock.elapsed(ticks[i - 1], ticks[i]);
            ratios[i] = Motion.ratio(i == start + 1 ? elapsed[i] : elapsed[i - 1], elapsed[i]);
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
        columns.floats(column, end, floats);
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
