package io.worldreel.format.window;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Encodes the four columns of one quaternion series on a grid. The result stands in the fields until the next series.
 */
final class QuatSeriesEncoder {
    private static final int MAX_LENGTH = SeriesEncoder.MAX_LENGTH;

    int order;
    private int exceptions;
    private final boolean[] exceptional = new boolean[MAX_LENGTH];
    /** Residuals of the four series: of the computed column's index, then of the kept columns. */
    private long[][] residuals = new long[4][MAX_LENGTH];
    private long[][] trial = new long[4][MAX_LENGTH];

    private final int[] computed = new int[MAX_LENGTH];
    private final int[][] integers = new int[MAX_LENGTH][4];
    private final float[] columns = new float[4];
    private final float[] base = new float[4];
    private final int[] step = new int[4];

    /**
     * Encodes {@code count} quaternions.
     *
     * @param bits the four columns of each
     * @param baseBits the quaternion to predict from; empty if there is none
     * @return whether the grid holds enough of them to be worth it
     */
    boolean encode(QuatGrid grid, long[][] bits, int count, long[] baseBits) {
        exceptions = 0;
        boolean based = baseBits.length > 0;
        for (int c = 0; c < baseBits.length; c++) {
            base[c] = Float.intBitsToFloat((int) baseBits[c]);
        }
        int guess = based ? QuatGrid.greatest(base) : 0;
        for (int i = 0; i < count; i++) {
            for (int c = 0; c < 4; c++) {
                columns[c] = Float.intBitsToFloat((int) bits[c][i]);
            }
            computed[i] = grid.fit(columns, guess, integers[i]);
            exceptional[i] = computed[i] < 0;
            exceptions += exceptional[i] ? 1 : 0;
            if (exceptions > count / 8) {
                return false;
            }
            guess = exceptional[i] ? guess : computed[i];
        }
        long best = Long.MAX_VALUE;
        for (int trialOrder = based ? 1 : 0; trialOrder <= 2; trialOrder++) {
            long cost = predict(grid, trialOrder, count, based);
            if (cost < best) {
                best = cost;
                order = trialOrder;
                long[][] worse = residuals;
                residuals = trial;
                trial = worse;
            }
        }
        return true;
    }

    private long predict(QuatGrid grid, int trialOrder, int count, boolean based) {
        QuatPredictor predictor = new QuatPredictor(grid, trialOrder);
        if (based) {
            predictor.base(base);
        }
        long cost = 0;
        for (int i = 0; i < count; i++) {
            int before = predictor.lastComputed();
            int index = exceptional[i] ? before : computed[i];
            predictor.predict(index);
            int[] now = exceptional[i]
                    ? QuatSeriesDecoder.rebuilt(grid, index, predictor.prediction, step)
                    : integers[i];
            trial[0][i] = index ^ before;
            int lane = 1;
            for (int c = 0; c < 4; c++) {
                if (c != index % QuatGrid.NEGATIVE) {
                    int difference = now[c] - predictor.prediction[c];
                    trial[lane++][i] = Integer.toUnsignedLong((difference << 1) ^ (difference >> 31));
                }
            }
            for (long[] series : trial) {
                cost += 64 - Long.numberOfLeadingZeros(series[i]);
            }
            predictor.step(index, now);
        }
        return cost;
    }

    /** The indexes of the quaternions that the grid does not hold. */
    int[] exceptions(int count) {
        return IntStream.range(0, count).filter(i -> exceptional[i]).toArray();
    }

    /** A copy of the residuals of the four series. */
    long[][] residuals(int count) {
        long[][] taken = new long[4][];
        for (int lane = 0; lane < 4; lane++) {
            taken[lane] = Arrays.copyOf(residuals[lane], count);
        }
        return taken;
    }
}
