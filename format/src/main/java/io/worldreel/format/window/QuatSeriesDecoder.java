package io.worldreel.format.window;

import java.util.Optional;

/** Decodes the four series of quaternions on a grid. */
final class QuatSeriesDecoder {
    private static final int COLUMNS = 4;
    /** Shorter runs of one computed column are decoded one by one. */
    private static final int MIN_RUN = 4;

    private final QuatGrid grid;
    private final int[][] integers = new int[COLUMNS][SeriesEncoder.MAX_LENGTH];
    private final float[][] floats = new float[COLUMNS][SeriesEncoder.MAX_LENGTH];
    private final int[] now = new int[COLUMNS];
    private final float[] quat = new float[COLUMNS];

    QuatSeriesDecoder(QuatGrid grid) {
        this.grid = grid;
    }

    /**
     * Turns residuals into columns, in place: {@code columns[c][at]} holds the residuals of series c, and then the bits of column
     * c.
     *
     * @param baseBits the quaternion to predict from; empty if there is none
     * @param turn there must be one for order 3
     */
    void decode(int order, long[] baseBits, long[][] columns, int at, int count, Optional<Turn> turn) {
        QuatPredictor predictor = new QuatPredictor(grid, order, turn);
        if (baseBits.length > 0) {
            for (int c = 0; c < COLUMNS; c++) {
                quat[c] = Float.intBitsToFloat((int) baseBits[c]);
            }
            predictor.base(quat);
        }
        boolean inRuns = order == 1 || order == 2;
        for (int i = 0; i < count;) {
            int end = inRuns && i >= 2 ? endOfRun(columns[0], at, i, count) : i;
            if (end - i < MIN_RUN || !predictor.follows(integers, i)) {
                decodeOne(predictor, columns, at, i++);
                continue;
            }
            int valid = decodeRun(predictor.lastComputed(), order, columns, at, i, end);
            predictor.resume(integers, valid);
            inRuns = valid == end;
            i = valid;
        }
    }

    /** Where the run of quaternions ends that have the computed column of the one before. */
    private static int endOfRun(long[] indexes, int at, int from, int count) {
        int end = from;
        while (end < count && (indexes[at + end] & 7) == 0) {
            end++;
        }
        return end;
    }

    private void decodeOne(QuatPredictor predictor, long[][] columns, int at, int i) {
        int computed = (predictor.lastComputed() ^ (int) columns[0][at + i]) & 7;
        predictor.predict(i, computed);
        int lane = 1;
        for (int c = 0; c < COLUMNS; c++) {
            if (c != computed % QuatGrid.NEGATIVE) {
                now[c] = predictor.prediction[c] + signed((int) columns[lane++][at + i]);
                quat[c] = grid.kept(now[c]);
            }
        }
        int skipped = computed % QuatGrid.NEGATIVE;
        quat[skipped] = grid.computed(quat, computed);
        now[skipped] = grid.nearest(quat[skipped]);
        predictor.step(computed, now);
        for (int c = 0; c < COLUMNS; c++) {
            integers[c][i] = now[c];
            columns[c][at + i] = Float.floatToRawIntBits(quat[c]);
        }
    }

    /**
     * Decodes quaternions of one computed column as long as nothing is negated, each column by itself. The two before are known.
     *
     * @return where it ended
     */
    private int decodeRun(int computed, int order, long[][] columns, int at, int from, int end) {
        int skipped = computed % QuatGrid.NEGATIVE;
        int lane = 1;
        for (int c = 0; c < COLUMNS; c++) {
            if (c != skipped) {
                integrate(order, columns[lane++], at, integers[c], from, end);
                grid.kept(integers[c], floats[c], from, end);
            }
        }
        grid.computed(floats, computed, from, end);
        int[] greatest = integers[skipped];
        for (int i = from; i < end; i++) {
            greatest[i] = grid.nearest(floats[skipped][i]);
        }
        int valid = from;
        while (valid < end && grid.isNegative(order == 1
                ? greatest[valid - 1]
                : 2 * greatest[valid - 1] - greatest[valid - 2]) == (computed >= QuatGrid.NEGATIVE)) {
            valid++;
        }
        for (int c = 0; c < COLUMNS; c++) {
            long[] out = columns[c];
            for (int i = from; i < valid; i++) {
                out[at + i] = Float.floatToRawIntBits(floats[c][i]);
            }
        }
        return valid;
    }

    private static void integrate(int order, long[] residuals, int at, int[] out, int from, int end) {
        int last = out[from - 1];
        int change = last - out[from - 2];
        if (order == 1) {
            for (int i = from; i < end; i++) {
                last += signed((int) residuals[at + i]);
                out[i] = last;
            }
        } else {
            for (int i = from; i < end; i++) {
                change += signed((int) residuals[at + i]);
                last += change;
                out[i] = last;
            }
        }
    }

    private static int signed(int residual) {
        return (residual >>> 1) ^ -(residual & 1);
    }

    /** The grid integers of a quaternion whose kept columns are those predicted. */
    static int[] rebuilt(QuatGrid grid, int computed, int[] predicted, int[] out) {
        float[] columns = new float[4];
        for (int c = 0; c < 4; c++) {
            out[c] = predicted[c];
            columns[c] = grid.kept(predicted[c]);
        }
        int skipped = computed % QuatGrid.NEGATIVE;
        out[skipped] = grid.nearest(grid.computed(columns, computed));
        return out;
    }
}
