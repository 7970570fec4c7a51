package io.worldreel.format.window;

/** Turns residuals into columns of eight bytes, in place. */
final class WideSeriesDecoder {
    private final Column column;
    private final long[] drifts = new long[SeriesEncoder.MAX_LENGTH];

    WideSeriesDecoder(Column column) {
        this.column = column;
    }

    /**
     * Decodes a series.
     *
     * @param coding and {@code order}: how; order 3 needs a motion that suits the coding
     * @param base the integer to predict from
     * @param values the residuals, and then the column bits, from {@code at} on
     */
    void decode(int coding, int order, long base, long[] values, int at, int count, Motion motion) {
        if (order == SeriesEncoder.CLOCKED) {
            integrateByClock(coding, base, values, at, count, motion);
        } else {
            integrate(order, base, values, at, at + count);
        }
        Coding.toBits(coding, column, values, at, count);
    }

    private void integrateByClock(int coding, long base, long[] values, int at, int count, Motion motion) {
        if (motion.isAided()) {
            motion.drifts(coding, column, count, drifts);
        }
        long last = base;
        long change = 0;
        for (int i = 0; i < count; i++) {
            long drift = motion.isAided() ? drifts[i] : motion.drift(i, change);
            change = drift + signed(values[at + i]);
            last += change;
            values[at + i] = last;
        }
    }

    private static void integrate(int order, long base, long[] values, int from, int end) {
        long last = base;
        long change = 0;
        for (int i = from; i < end; i++) {
            long residual = signed(values[i]);
            change = order == 2 ? change + residual : residual;
            last = order == 0 ? residual : last + change;
            values[i] = last;
        }
    }

    private static long signed(long residual) {
        return (residual >>> 1) ^ -(residual & 1);
    }
}
