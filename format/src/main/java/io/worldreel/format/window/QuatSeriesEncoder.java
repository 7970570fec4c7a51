package io.worldreel.format.window;

import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Encodes the four columns of one quaternion series on a grid. The result stands in the fields until the next series.
 */
final class QuatSeriesEncoder {
    private static final int MAX_LENGTH = SeriesEncoder.MAX_LENGTH;
    private static final int LANES = 4;

    int order;
    private int exceptions;
    private final boolean[] exceptional = new boolean[MAX_LENGTH];
    /** Residuals of the four series: of the computed column's index, then of the kept columns. */
    private int[][] residuals = new int[LANES][MAX_LENGTH];
    private int[][] trial = new int[LANES][MAX_LENGTH];

    private int count;
    private Optional<Turn> turn = Optional.empty();
    private final float[][] columns = new float[LANES][MAX_LENGTH];
    private final int[] computed = new int[MAX_LENGTH];
    private final int[][] integers = new int[LANES][MAX_LENGTH];
    /** Of each value: the bits in which its grid integer stands for something else. */
    private final int[][] misfits = new int[LANES][MAX_LENGTH];
    /** How far each grid integer is from what orders 1 and 2 predict, as long as none is negated. */
    private final int[][] changes = new int[LANES][MAX_LENGTH];
    private final int[][] seconds = new int[LANES][MAX_LENGTH];
    private final int[] shifted = new int[MAX_LENGTH];
    private final float[] quat = new float[LANES];
    private final float[] base = new float[LANES];
    private final int[] now = new int[LANES];

    /**
     * Encodes {@code newCount} quaternions.
     *
     * @param bits the four columns, from {@code from} on
     * @param baseBits the quaternion to predict from; empty if there is none
     * @param newTurn what the clock tells of them
     * @return whether the grid holds enough of them to be worth it
     */
    boolean encode(QuatGrid grid, long[][] bits, int from, int newCount, long[] baseBits, Optional<Turn> newTurn) {
        turn = newTurn;
        count = newCount;
        boolean based = baseBits.length > 0;
        for (int c = 0; c < baseBits.length; c++) {
            base[c] = Float.intBitsToFloat((int) baseBits[c]);
        }
        for (int c = 0; c < LANES; c++) {
            for (int i = 0; i < count; i++) {
                columns[c][i] = Float.intBitsToFloat((int) bits[c][from + i]);
            }
            grid.toIntegers(columns[c], count, integers[c], misfits[c]);
        }
        if (!fit(grid)) {
            return false;
        }
        for (int c = 0; c < LANES; c++) {
            differ(integers[c], changes[c]);
            differ(changes[c], seconds[c]);
        }
        long best = Long.MAX_VALUE;
        for (int trialOrder = based ? 1 : 0; trialOrder <= (turn.isPresent()
                ? SeriesEncoder.CLOCKED
                : 2); trialOrder++) {
            long cost = predict(grid, trialOrder, based);
            if (cost < best) {
                best = cost;
                order = trialOrder;
                int[][] worse = residuals;
                residuals = trial;
                trial = worse;
            }
        }
        return true;
    }

    private void differ(int[] series, int[] out) {
        shifted[0] = series[0];
        System.arraycopy(series, 0, shifted, 1, count - 1);
        for (int i = 0; i < count; i++) {
            out[i] = series[i] - shifted[i];
        }
    }

    /** Finds which column of each quaternion is computed; false if the grid holds too few of them. */
    private boolean fit(QuatGrid grid) {
        exceptions = 0;
        for (int i = 0; i < count; i++) {
            for (int c = 0; c < LANES; c++) {
                quat[c] = columns[c][i];
            }
            computed[i] = fit(grid, i, QuatGrid.greatest(quat));
            exceptional[i] = computed[i] < 0;
            exceptions += exceptional[i] ? 1 : 0;
            if (exceptions > count / 8) {
                return false;
            }
        }
        return true;
    }

    private int fit(QuatGrid grid, int i, int greatest) {
        if (fits(grid, i, greatest)) {
            return greatest;
        }
        for (int c = 0; c < LANES; c++) {
            int other = quat[c] < 0 ? c + QuatGrid.NEGATIVE : c;
            if (other != greatest && Math.abs(quat[c]) > QuatGrid.LEAST_COMPUTED && fits(grid, i, other)) {
                return other;
            }
        }
        return -1;
    }

    private boolean fits(QuatGrid grid, int i, int candidate) {
        int skip = candidate % QuatGrid.NEGATIVE;
        int misfit = misfits[0][i] | misfits[1][i] | misfits[2][i] | misfits[3][i];
        if (misfit != 0) {
            misfit = 0;
            for (int c = 0; c < LANES; c++) {
                misfit |= c == skip ? 0 : misfits[c][i];
            }
        }
        return misfit == 0 && grid.rebuilds(quat, candidate);
    }

    /** Computes the residuals of an order, runs of one computed column at a time, and returns the sum of their bit lengths. */
    private long predict(QuatGrid grid, int trialOrder, boolean based) {
        QuatPredictor predictor = new QuatPredictor(grid, trialOrder, turn);
        if (based) {
            predictor.base(base);
        }
        for (int i = 0; i < count;) {
            int end = i + 1;
            while (end < count && computed[end] == computed[i]) {
                end++;
            }
            int single = exceptions > 0 || trialOrder == 0 || trialOrder == SeriesEncoder.CLOCKED
                    ? end
                    : Math.min(end, i + 2);
            while (i < single || (i < end && !predictor.follows(integers, i))) {
                predict(grid, predictor, i++);
            }
            if (i < end && turnsOver(grid, trialOrder, i, end)) {
                while (i < end) {
                    predict(grid, predictor, i++);
                }
            } else if (i < end) {
                predictRun(trialOrder, i, end);
                i = end;
                predictor.resume(integers, i);
            }
        }
        long cost = 0;
        for (int[] series : trial) {
            cost += bits(series);
        }
        return cost;
    }

    private int bits(int[] series) {
        int zeros = 0;
        for (int i = 0; i < count; i++) {
            zeros += Integer.numberOfLeadingZeros(series[i]);
        }
        return Integer.SIZE * count - zeros;
    }

    /** Whether in a run of one computed column a prediction would have the wrong sign; the two before it are of the run. */
    private boolean turnsOver(QuatGrid grid, int trialOrder, int from, int end) {
        int column = computed[from] % QuatGrid.NEGATIVE;
        int[] greatest = integers[column];
        int[] differences = trialOrder == 1 ? changes[column] : seconds[column];
        int max = grid.max();
        int negative = computed[from] >= QuatGrid.NEGATIVE ? -1 : 0;
        int signs = 0;
        for (int i = from; i < end; i++) {
            signs |= ((2 * (greatest[i] - differences[i]) - max) >> 31) ^ negative;
        }
        return signs != 0;
    }

    /** Predicts within a run of one computed column, where nothing turns over and the two before it are of the run. */
    private void predictRun(int trialOrder, int from, int end) {
        for (int i = from; i < end; i++) {
            trial[0][i] = 0;
        }
        int lane = 1;
        for (int c = 0; c < LANES; c++) {
            if (c == computed[from] % QuatGrid.NEGATIVE) {
                continue;
            }
            int[] differences = trialOrder == 1 ? changes[c] : seconds[c];
            int[] out = trial[lane++];
            for (int i = from; i < end; i++) {
                out[i] = zigzag(differences[i]);
            }
        }
    }

    private static int zigzag(int difference) {
        return (difference << 1) ^ (difference >> 31);
    }

    private void predict(QuatGrid grid, QuatPredictor predictor, int i) {
        int before = predictor.lastComputed();
        int index = exceptional[i] ? before : computed[i];
        predictor.predict(i, index);
        if (exceptional[i]) {
            QuatSeriesDecoder.rebuilt(grid, index, predictor.prediction, now);
        } else {
            for (int c = 0; c < LANES; c++) {
                now[c] = integers[c][i];
            }
        }
        trial[0][i] = index ^ before;
        int lane = 1;
        for (int c = 0; c < LANES; c++) {
            if (c != index % QuatGrid.NEGATIVE) {
                trial[lane++][i] = zigzag(now[c] - predictor.prediction[c]);
            }
        }
        predictor.step(index, now);
    }

    /** The indexes of the quaternions that the grid does not hold. */
    int[] exceptions() {
        return exceptions == 0 ? new int[0] : IntStream.range(0, count).filter(i -> exceptional[i]).toArray();
    }

    /** The residuals of one of the four series. */
    int[] residuals(int lane) {
        return residuals[lane];
    }
}
