package io.worldreel.format.window;

import java.util.Optional;

/**
 * Finds the grid of a quaternion component by trying, some milliseconds' work, in the first windows and then ever more rarely; and
 * gives it up when it no longer holds.
 */
final class QuatGridSearch {
    private static final int SAMPLES = 400;
    private static final int MIN_SAMPLES = 16;

    private Optional<QuatGrid> grid = Optional.empty();
    private int windows;
    private int nextTry;
    private int series;
    private int seriesOnGrid;

    Optional<QuatGrid> grid() {
        return grid;
    }

    /** Takes a grid that is known. */
    void use(QuatGrid known) {
        grid = Optional.of(known);
    }

    /** Looks at the values of a window before they are encoded. */
    void beginWindow(ValueLog log) {
        if (grid.isPresent() && series > 0 && seriesOnGrid == 0) {
            grid = Optional.empty();
            nextTry = windows;
        }
        series = 0;
        seriesOnGrid = 0;
        if (grid.isEmpty() && windows >= nextTry) {
            grid = search(log.samples(SAMPLES));
            nextTry = 2 * windows + 1;
        }
        windows++;
    }

    /** Says how a series fared. */
    void note(boolean onGrid) {
        series++;
        seriesOnGrid += onGrid ? 1 : 0;
    }

    /** @param samples quaternions as column bits */
    static Optional<QuatGrid> search(long[][] samples) {
        if (samples.length < MIN_SAMPLES) {
            return Optional.empty();
        }
        Optional<QuatGrid> best = Optional.empty();
        int fewest = samples.length / 20 + 1;
        float[] columns = new float[4];
        for (int bits = QuatGrid.MIN_BITS; bits <= QuatGrid.MAX_BITS && fewest > 0; bits++) {
            for (int formula = 1; formula < QuatGrid.CORRECTED && fewest > 0; formula++) {
                QuatGrid trial = QuatGrid.ofBits(bits, formula);
                int misfits = 0;
                for (int i = 0; i < samples.length && misfits < fewest; i++) {
                    for (int c = 0; c < 4; c++) {
                        columns[c] = Float.intBitsToFloat((int) samples[i][c]);
                    }
                    misfits += trial.fit(columns) < 0 ? 1 : 0;
                }
                if (misfits < fewest) {
                    fewest = misfits;
                    best = Optional.of(trial);
                }
            }
        }
        return best;
    }
}
