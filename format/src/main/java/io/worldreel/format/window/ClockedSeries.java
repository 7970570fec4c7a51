package io.worldreel.format.window;

/**
 * Turns the differences of series from what the clock predicts into integers, in place, two series side by side: each value must
 * wait for the one before it in its series, but for no other. Where one ends, the next one takes its place.
 */
final class ClockedSeries {
    /** By entry: see {@link GroupMotion#ratios}. */
    private final int[] ratios;
    /** The series of which values are left. */
    private Rest open = new Rest(0, new int[0], 0, 0);

    /** What is left of a series: where its next value is, and how many there are. */
    private static final class Rest {
        private final int[] values;
        private int at;
        private int left;
        private int last;
        private int change;

        Rest(int base, int[] values, int at, int count) {
            this.values = values;
            this.at = at;
            left = count;
            last = base;
        }

        void pass(int count, int newLast, int newChange) {
            at += count;
            left -= count;
            last = newLast;
            change = newChange;
        }
    }

    ClockedSeries(int[] ratios) {
        this.ratios = ratios;
    }

    /**
     * Adds a series; it, or another one, may be decoded only with later ones.
     *
     * @param base the integer to predict from
     * @param values the differences, from {@code at} on
     */
    void add(int base, int[] values, int at, int count) {
        Rest added = new Rest(base, values, at, count);
        decode(open, added, Math.min(open.left, count));
        open = added.left > 0 ? added : open;
    }

    /** Decodes what is left. */
    void finish() {
        int[] values = open.values;
        int last = open.last;
        int change = open.change;
        for (int i = open.at; i < open.at + open.left; i++) {
            change = Motion.drift(change, ratios[i]) + values[i];
            last += change;
            values[i] = last;
        }
        open.left = 0;
    }

    private void decode(Rest a, Rest b, int count) {
        int[] valuesA = a.values;
        int[] valuesB = b.values;
        int atA = a.at;
        int atB = b.at;
        int lastA = a.last;
        int lastB = b.last;
        int changeA = a.change;
        int changeB = b.change;
        for (int i = 0; i < count; i++) {
            changeA = Motion.drift(changeA, ratios[atA + i]) + valuesA[atA + i];
            changeB = Motion.drift(changeB, ratios[atB + i]) + valuesB[atB + i];
            lastA += changeA;
            lastB += changeB;
            valuesA[atA + i] = lastA;
            valuesB[atB + i] = lastB;
        }
        a.pass(count, lastA, changeA);
        b.pass(count, lastB, changeB);
    }
}
