package io.worldreel.format.window;

import java.util.Arrays;

/**
 * Finds, as {@link SeriesEncoder} does, the coding and order of a series of 32-bit floats, where no value is an exception. Most of
 * a recording is such series, so these are loops that the compiler turns into vector instructions: each does one thing, and takes
 * from its arrays what lies at the same index. The result stands in the fields until the next series.
 */
final class FloatSeriesEncoder {
    private static final int MAX_LENGTH = SeriesEncoder.MAX_LENGTH;
    /** As many values show whether a coding is worth trying on all. */
    private static final int PROBE = 8;
    private static final int MAX_DIGITS = 9;
    private static final int MAX_BINARY_DIGITS = 24;

    /** How a coding fits the values. */
    private enum Fit {
        NONE, PARTLY, WHOLLY
    }

    int coding;
    int order;
    int[] residuals = new int[MAX_LENGTH];
    private int cost;

    private Column column = Column.I32;
    private Motion motion = new Motion();
    private int count;
    private int baseBits;
    /** Of the column: the values are those from {@link #first} on. */
    private int[] bits = {};
    private float[] values = {};
    private int first;
    private final float[] rebuilt = new float[MAX_LENGTH];
    /** The integers of the values in the coding that is tried, and the two before each. */
    private final int[] integers = new int[MAX_LENGTH];
    private final int[] last = new int[MAX_LENGTH];
    private final int[] beforeLast = new int[MAX_LENGTH];
    private final int[] drifts = new int[MAX_LENGTH];
    /** Of each order: the residuals in the coding that is tried. */
    private final int[][] trials = new int[SeriesEncoder.CLOCKED + 1][MAX_LENGTH];
    /** Of orders 1 and 2: the leading zeros of all residuals. */
    private int zeros1;
    private int zeros2;

    /**
     * Encodes {@code newCount} values of a column.
     *
     * @param source their bits, and {@code numbers} what these are: both from {@code from} on
     * @param newBaseBits the value to predict from; 0 if there is none
     * @return false if values would be exceptions: then nothing was encoded
     */
    boolean encode(Column newColumn, int[] source, float[] numbers, int from, int newCount, int newBaseBits,
            GridHint hint, Motion newMotion) {
        column = newColumn;
        motion = newMotion;
        count = newCount;
        baseBits = newBaseBits;
        bits = source;
        values = numbers;
        first = from;
        cost = Integer.MAX_VALUE;
        if (repeatsBase()) {
            rest();
            return true;
        }
        if (column.step() > 0) {
            Fit fit = fitLikely(Coding.STEP);
            if (fit != Fit.WHOLLY) {
                return false;
            }
            consider(Coding.STEP);
        }
        boolean binaryFirst = hint.isBinary();
        if (binaryFirst && tryFractions() && cost <= count * SeriesEncoder.CHEAP_BITS) {
            return true;
        }
        if (!tryDecimals(hint)) {
            return false;
        }
        if (!binaryFirst && cost > count * SeriesEncoder.FINE_BITS && hint.fractions.isDue()) {
            hint.fractions.ended(tryFractions());
        }
        if (cost > count * SeriesEncoder.CHEAP_BITS) {
            toPlain();
            consider(Coding.PLAIN);
        }
        hint.chose(coding);
        return true;
    }

    private boolean repeatsBase() {
        int differences = 0;
        for (int i = first; i < first + count; i++) {
            differences |= bits[i] ^ baseBits;
        }
        return differences == 0;
    }

    private void rest() {
        coding = Coding.PLAIN;
        order = 2;
        cost = 0;
        Arrays.fill(residuals, 0, count, 0);
    }

    /** The bits of all residuals. */
    int cost() {
        return cost;
    }

    /** Tries the digits of the hint and, where they hold, fewer; else all from 0 on until one holds. Returns false for exceptions. */
    private boolean tryDecimals(GridHint hint) {
        int digits = hint.digits();
        Fit fit = fitLikely(Coding.DECIMAL + digits);
        if (fit == Fit.WHOLLY) {
            consider(Coding.DECIMAL + digits);
            while (digits > 0 && fit(Coding.DECIMAL + --digits) == Fit.WHOLLY) {
                consider(Coding.DECIMAL + digits);
            }
            return true;
        }
        if (fit == Fit.PARTLY) {
            return false;
        }
        if (!hint.decimals.isDue()) {
            return true;
        }
        for (digits = 0; digits <= MAX_DIGITS; digits++) {
            fit = fit(Coding.DECIMAL + digits);
            if (fit == Fit.PARTLY) {
                return false;
            }
            if (fit == Fit.WHOLLY) {
                consider(Coding.DECIMAL + digits);
                hint.foundDigits(digits);
                return true;
            }
        }
        hint.decimals.ended(false);
        return true;
    }

    /**
     * Tries as many binary digits after the point as the values have, if they are coarser than the grid so far. Returns whether
     * that is the best so far.
     */
    private boolean tryFractions() {
        int digits = binaryDigits();
        boolean coarser = digits > 0 && digits <= MAX_BINARY_DIGITS
                && (cost == Integer.MAX_VALUE
                        || Coding.unit(coding, column) < Coding.unit(Coding.BINARY + digits, column));
        if (coarser && fit(Coding.BINARY + digits) == Fit.WHOLLY) {
            consider(Coding.BINARY + digits);
            return coding == Coding.BINARY + digits;
        }
        return false;
    }

    /** The most digits after the point that a value has in binary. */
    private int binaryDigits() {
        int most = 0;
        for (int i = first; i < first + count; i++) {
            int exponent = (bits[i] >>> 23) & 0xFF;
            int zeros = Integer.numberOfTrailingZeros(bits[i] | 1 << 23);
            int digits = 150 - exponent - zeros;
            most = Math.max(most, exponent == 0 ? 0 : digits);
        }
        return most;
    }

    /** As {@link #fit}, of a coding that is likely to fit: then this is faster. */
    private Fit fitLikely(int trial) {
        return rebuild(trial) ? Fit.WHOLLY : fit(trial);
    }

    /** Turns the values into integers, if that seems worth while. */
    private Fit fit(int trial) {
        boolean step = trial == Coding.STEP;
        double factor = step ? column.step() : Coding.factor(trial);
        double unit = Coding.unit(trial, column);
        int probe = Math.min(count, PROBE);
        int misfits = 0;
        for (int i = first; i < first + probe && 2 * misfits <= probe; i++) {
            double scaled = step ? values[i] / factor : values[i] * factor;
            int integer = (int) Math.rint(scaled);
            float back = (float) (integer * unit);
            misfits += Float.floatToRawIntBits(back) == bits[i] ? 0 : 1;
        }
        if (2 * misfits > probe) {
            return Fit.NONE;
        }
        return rebuild(trial) ? Fit.WHOLLY : Fit.PARTLY;
    }

    /** Turns the values into integers and returns whether those tell them all. */
    private boolean rebuild(int trial) {
        if (trial == Coding.STEP) {
            toSteps(column.step());
        } else {
            toDecimals(Coding.factor(trial), Coding.unit(trial, column));
        }
        return Arrays.mismatch(values, first, first + count, rebuilt, 0, count) < 0;
    }

    private void toSteps(double step) {
        for (int i = 0; i < count; i++) {
            integers[i] = (int) ((values[first + i] / step + Coding.ROUND) - Coding.ROUND);
        }
        for (int i = 0; i < count; i++) {
            rebuilt[i] = (float) (integers[i] * step);
        }
    }

    private void toDecimals(double power, double unit) {
        for (int i = 0; i < count; i++) {
            integers[i] = (int) ((values[first + i] * power + Coding.ROUND) - Coding.ROUND);
        }
        for (int i = 0; i < count; i++) {
            rebuilt[i] = (float) (integers[i] * unit);
        }
    }

    private void toPlain() {
        System.arraycopy(bits, first, integers, 0, count);
        for (int i = 0; i < count; i++) {
            integers[i] ^= (integers[i] >> 31) & Integer.MAX_VALUE;
        }
    }

    /** Finds the order of fewest bits of a coding whose integers are there, and keeps its residuals if it is the best so far. */
    private void consider(int trial) {
        follow(Coding.toInteger(trial, column, baseBits));
        int best = 2;
        predict();
        int zeros = zeros2;
        if (zeros1 > zeros) {
            best = 1;
            zeros = zeros1;
        }
        int zeros0 = zerosOfIntegers();
        if (zeros0 > zeros) {
            best = 0;
            zeros = zeros0;
        }
        if (motion.suits(trial)) {
            int clockedZeros = predictByClock(trial);
            if (clockedZeros > zeros) {
                best = SeriesEncoder.CLOCKED;
                zeros = clockedZeros;
            }
        }
        int trialCost = Integer.SIZE * count - zeros;
        if (trialCost < cost) {
            cost = trialCost;
            coding = trial;
            order = best;
            if (best == 0) {
                repeatIntegers();
            }
            int[] worse = residuals;
            residuals = trials[best];
            trials[best] = worse;
        }
    }

    /** Lays beside each integer the two before it. */
    private void follow(int base) {
        last[0] = base;
        System.arraycopy(integers, 0, last, 1, count - 1);
        beforeLast[0] = base;
        System.arraycopy(last, 0, beforeLast, 1, count - 1);
    }

    /** Computes the residuals of orders 1 and 2, and their leading zeros. */
    private void predict() {
        int[] once = trials[1];
        int[] twice = trials[2];
        int ofFirst = 0;
        int ofSecond = 0;
        for (int i = 0; i < count; i++) {
            int change = integers[i] - last[i];
            int one = zigzag(change);
            int two = zigzag(change - last[i] + beforeLast[i]);
            once[i] = one;
            twice[i] = two;
            ofFirst += Integer.numberOfLeadingZeros(one);
            ofSecond += Integer.numberOfLeadingZeros(two);
        }
        zeros1 = ofFirst;
        zeros2 = ofSecond;
    }

    /** The leading zeros of the residuals of order 0, which are hardly ever the best. */
    private int zerosOfIntegers() {
        int zeros = 0;
        for (int i = 0; i < count; i++) {
            zeros += Integer.numberOfLeadingZeros(zigzag(integers[i]));
        }
        return zeros;
    }

    /** Computes the residuals of order 0. */
    private void repeatIntegers() {
        int[] out = trials[0];
        for (int i = 0; i < count; i++) {
            out[i] = zigzag(integers[i]);
        }
    }

    /** Computes the residuals of order 3, and returns their leading zeros. */
    private int predictByClock(int trial) {
        if (motion.isAided()) {
            motion.drifts(trial, column, count, drifts);
        } else {
            int[] ratios = motion.ratios();
            for (int i = 0; i < count; i++) {
                drifts[i] = Motion.drift(last[i] - beforeLast[i], ratios[i]);
            }
        }
        int[] out = trials[SeriesEncoder.CLOCKED];
        int zeros = 0;
        for (int i = 0; i < count; i++) {
            int residual = zigzag(integers[i] - last[i] - drifts[i]);
            out[i] = residual;
            zeros += Integer.numberOfLeadingZeros(residual);
        }
        return zeros;
    }

    /** Doubles by adding: of a difference that is shifted, the compiler makes no vectors. */
    private static int zigzag(int difference) {
        return (difference + difference) ^ (difference >> 31);
    }
}
