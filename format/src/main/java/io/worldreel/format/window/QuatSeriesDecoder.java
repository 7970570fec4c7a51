package io.worldreel.format.window;

/** Decodes the four series of quaternions on a grid. */
final class QuatSeriesDecoder {
    private final QuatGrid grid;
    private final int[] integers = new int[4];
    private final float[] quat = new float[4];

    QuatSeriesDecoder(QuatGrid grid) {
        this.grid = grid;
    }

    /**
     * Turns residuals into columns, in place: {@code columns[c][at]} holds the residuals of series c, and then the bits of column
     * c.
     *
     * @param baseBits the quaternion to predict from; empty if there is none
     */
    void decode(int order, long[] baseBits, long[][] columns, int at, int count) {
        QuatPredictor predictor = new QuatPredictor(grid, order);
        if (baseBits.length > 0) {
            for (int c = 0; c < 4; c++) {
                quat[c] = Float.intBitsToFloat((int) baseBits[c]);
            }
            predictor.base(quat);
        }
        for (int i = at; i < at + count; i++) {
            int computed = (predictor.lastComputed() ^ (int) columns[0][i]) & 7;
            predictor.predict(computed);
            int[] predicted = predictor.prediction;
            int lane = 1;
            for (int c = 0; c < 4; c++) {
                if (c != computed % QuatGrid.NEGATIVE) {
                    int residual = (int) columns[lane++][i];
                    integers[c] = predicted[c] + ((residual >>> 1) ^ -(residual & 1));
                    quat[c] = grid.kept(integers[c]);
                }
            }
            int skipped = computed % QuatGrid.NEGATIVE;
            quat[skipped] = grid.computed(quat, computed);
            integers[skipped] = grid.nearest(quat[skipped]);
            predictor.step(computed, integers);
            for (int c = 0; c < 4; c++) {
                columns[c][i] = Float.floatToRawIntBits(quat[c]);
            }
        }
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
