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
            lastFloats = new float[layout.entries()];
        }
        for (int place = 0; clock.isKnown() && place < layout.places(); place++) {
            int start = layout.starts()[place];
            if (place > 0 && layout.hasTicksOf(place, place - 1)) {
                System.arraycopy(elapsed, layout.starts()[place - 1], elapsed, start,
                        layout.starts()[place + 1] - start);
            } else {
                time(start, layout.starts()[place + 1]);
            }
        }
        compare();
    }

    private void time(int start, int end) {
        short[] ticks = layout.tickIndexes();
        elapsed[start] = 0;
        for (int i = start + 1; i < end; i++) {
            elapsed[i] = clock.elapsed(ticks[i - 1], ticks[i]);
        }
    }

    /** Divides each time by the one before it. */
    private void compare() {
        int entries = layout.entries();
        double[] before = lastSpeeds;
        System.arraycopy(elapsed, 0, before, 1, Math.max(0, entries - 1));
        for (int place = 0; place < layout.places(); place++) {
            int start = layout.starts()[place];
            before[start] = 1;
            if (start + 1 < layout.starts()[place + 1]) {
                before[start + 1] = elapsed[start + 1];
            }
        }
        double most = 0;
        for (int i = 0; i < entries; i++) {
            double ratio = elapsed[i] / before[i];
            most = Math.max(most, ratio);
            ratios[i] = Motion.fraction(ratio);
        }
        for (int i = 0; !(most <= Motion.MAX_RATIO) && i < entries; i++) {
            ratios[i] = Motion.ratio(before[i], elapsed[i]);
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
