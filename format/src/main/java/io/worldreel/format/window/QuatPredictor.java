package io.worldreel.format.window;

import java.util.Arrays;
import java.util.Optional;

/**
 * Predicts the grid integers of a quaternion from those of the two before it. Encoder and decoder step it through the same
 * quaternions.
 */
final class QuatPredictor {
    private final QuatGrid grid;
    private final int order;
    private final Optional<Turn> turn;
    private final int[] last = new int[4];
    private final int[] beforeLast = new int[4];
    private int lastComputed;

    final int[] prediction = new int[4];

    /**
     * @param order 0 predicts the middle of the grid, 1 the quaternion before, 2 that it goes on turning, 3 that it turns as
     *        {@code turn} says, which must be there
     */
    QuatPredictor(QuatGrid grid, int order, Optional<Turn> turn) {
        this.grid = grid;
        this.turn = turn;
        this.order = order;
        Arrays.fill(last, grid.middle());
        Arrays.fill(beforeLast, grid.middle());
    }

    /** Begins from a quaternion instead of the middle of the grid. */
    void base(float[] columns) {
        lastComputed = QuatGrid.greatest(columns);
        for (int c = 0; c < 4; c++) {
            last[c] = grid.nearest(columns[c]);
            beforeLast[c] = last[c];
        }
    }

    int lastComputed() {
        return lastComputed;
    }

    /**
     * Fills the {@link #prediction} of the next quaternion. A quaternion and its negative turn alike: if the computed column has
     * the other sign in the prediction, everything before is negated.
     *
     * @param i the place of the next quaternion in its series
     */
    void predict(int i, int computed) {
        if (order == 0) {
            Arrays.fill(prediction, grid.middle());
            return;
        }
        if (order == SeriesEncoder.CLOCKED) {
            turn.orElseThrow().predict(grid, i, last, prediction);
        }
        for (int c = 0; order < SeriesEncoder.CLOCKED && c < 4; c++) {
            prediction[c] = order == 1 ? last[c] : 2 * last[c] - beforeLast[c];
        }
        if (grid.isNegative(prediction[computed % QuatGrid.NEGATIVE]) != (computed >= QuatGrid.NEGATIVE)) {
            for (int c = 0; c < 4; c++) {
                prediction[c] = grid.max() - prediction[c];
                last[c] = grid.max() - last[c];
            }
        }
    }

    /** Says what the predicted quaternion was. */
    void step(int computed, int[] integers) {
        System.arraycopy(last, 0, beforeLast, 0, 4);
        System.arraycopy(integers, 0, last, 0, 4);
        lastComputed = computed;
    }

    /** Whether what predicts quaternion i are the two before it as they are, not negated. */
    boolean follows(int[][] integers, int i) {
        boolean same = true;
        for (int c = 0; c < 4; c++) {
            same &= last[c] == integers[c][i - 1] && beforeLast[c] == integers[c][i - 2];
        }
        return same;
    }

    /** Goes on with quaternion i, whose two before it have the computed column of the last one here. */
    void resume(int[][] integers, int i) {
        for (int c = 0; c < 4; c++) {
            last[c] = integers[c][i - 1];
            beforeLast[c] = integers[c][i - 2];
        }
    }
}
