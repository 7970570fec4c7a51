package io.worldreel.format.window;

/**
 * Turns the differences of series from what the clock predicts into integers, in place, several series side by side: each value must wait
 * for the one before it in its series, but for no other. Where a series ends, the next one takes its place.
 */
final class ClockedSeries {
    private static final int LANES = 3;

    /** By entry: see {@link GroupMotion#ratios}. */
    private final int[] ratios;
    private final Lane[] lanes = new Lane[LANES];
    private int busy;

    /** A series that is being decoded: where its next value is, and how many are left. */
    private static final class Lane {
        private final int[] values;
        private int at;
        private int left;
        private int last;
        private int change;

        Lane(int base, int[] values, int at, int count) {
            this.values = values;
            this.at = at;
            left = count;
            last = base;
        }

        void decode(int[] ratios) {
            for (int i = at; i < at + left; i++) {
                change = Motion.drift(change, ratios[i]) + values[i];
                last += change;
                values[i] = last;
            }
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
        lanes[busy++] = new Lane(base, values, at, count);
        if (busy == LANES) {
            int shared = Math.min(lanes[0].left, Math.min(lanes[1].left, lanes[2].left));
            decode(lanes[0], lanes[1], lanes[2], shared);
            busy = 0;
            for (Lane lane : lanes) {
                if (lane.left > 0) {
                    lanes[busy++] = lane;
                }
            }
        }
    }

    /** Decodes what is left. */
    void finish() {
        for (int lane = 0; lane < busy; lane++) {
            lanes[lane].decode(ratios);
        }
        busy = 0;
    }

    private void decode(Lane a, Lane b, Lane c, int count) {
        int[] valuesA = a.values;
        int[] valuesB = b.values;
        int[] valuesC = c.values;
        int atA = a.at;
        int atB = b.at;
        int atC = c.at;
        int lastA = a.last;
        int lastB = b.last;
        int lastC = c.last;
        int changeA = a.change;
        int changeB = b.change;
        int changeC = c.change;
        for (int i = 0; i < count; i++) {
            changeA = Motion.drift(changeA, ratios[atA + i]) + valuesA[atA + i];
            changeB = Motion.drift(changeB, ratios[atB + i]) + valuesB[atB + i];
            changeC = Motion.drift(changeC, ratios[atC + i]) + valuesC[atC + i];
            lastA += changeA;
            lastB += changeB;
            lastC += changeC;
            valuesA[atA + i] = lastA;
            valuesB[atB + i] = lastB;
            valuesC[atC + i] = lastC;
        }
        a.pass(count, lastA, changeA);
        b.pass(count, lastB, changeB);
        c.pass(count, lastC, changeC);
    }
}
