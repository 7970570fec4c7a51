package io.worldreel.format.window;

import io.worldreel.format.Limits;

/**
 * Finds the coding and the difference order that write one series in the fewest bits, and its residuals. The result stands in the
 * fields until the next series.
 */
final class SeriesEncoder {
    static final int MAX_LENGTH = Limits.WINDOW_TICKS;

    /** Of the best choice so far. */
    int coding;
    int order;
    long[] residuals = new long[MAX_LENGTH];
    boolean[] exceptional = new boolean[MAX_LENGTH];
    int exceptions;
    private long cost;

    private long[] trialResiduals = new long[MAX_LENGTH];
    private boolean[] trialExceptional = new boolean[MAX_LENGTH];
    private int trialExceptions;
    private final long[] integers = new long[MAX_LENGTH];
    private final long[] rebuilt = new long[MAX_LENGTH];

    private Column column = Column.I64;
    private long[] bits = {};
    private int from;
    private int count;
    private boolean based;
    private long baseBits;

    /**
     * Encodes {@code count} values of a column.
     *
     * @param newBased whether {@code newBaseBits} is a value to predict from; otherwise the base is the integer 0
     * @param digitsHint digits after the point to try first
     * @return the digits found, as the next hint
     */
    int encode(Column newColumn, long[] newBits, int newFrom, int newCount, boolean newBased, long newBaseBits,
            int digitsHint) {
        column = newColumn;
        bits = newBits;
        from = newFrom;
        count = newCount;
        based = newBased;
        baseBits = newBaseBits;
        cost = Long.MAX_VALUE;
        tryCoding(Coding.PLAIN, count);
        if (cost == 0 || !column.floating()) {
            return digitsHint;
        }
        if (column.step() > 0) {
            tryCoding(Coding.STEP, count / 8);
        }
        return tryDecimals(digitsHint);
    }

    /** The bits of all residuals and exceptions of the best choice. */
    long cost() {
        return cost;
    }

    /** Tries the digits of the hint and, where they hold, fewer; else all from 0 on until one holds. */
    private int tryDecimals(int hint) {
        int hopeless = 0;
        for (int i = 0; i < count; i++) {
            hopeless += Coding.isOffAnyGrid(column, bits[from + i]) ? 1 : 0;
        }
        int allowed = Math.max(hopeless, count / 8);
        if (tryCoding(Coding.DECIMAL + hint, allowed) && trialExceptions == hopeless) {
            int digits = hint;
            while (digits > 0 && tryCoding(Coding.DECIMAL + digits - 1, hopeless)) {
                digits--;
            }
            return hint;
        }
        int max = column.bytes() == 4 ? 9 : Coding.MAX_DIGITS;
        for (int digits = 0; digits <= max; digits++) {
            if (tryCoding(Coding.DECIMAL + digits, allowed) && trialExceptions == hopeless) {
                return digits;
            }
        }
        return hint;
    }

    /** Returns whether the coding leaves at most {@code allowed} exceptions; keeps it if it is the best so far. */
    private boolean tryCoding(int trial, int allowed) {
        Coding.toIntegers(trial, column, bits, from, count, integers);
        trialExceptions = 0;
        if (trial != Coding.PLAIN) {
            System.arraycopy(integers, 0, rebuilt, 0, count);
            Coding.toBits(trial, column, rebuilt, 0, count);
            for (int i = 0; i < count; i++) {
                boolean differs = rebuilt[i] != bits[from + i];
                trialExceptional[i] = differs;
                trialExceptions += differs ? 1 : 0;
            }
            if (trialExceptions > allowed) {
                return false;
            }
        }
        long base = based ? Coding.toInteger(trial, column, baseBits) : 0;
        for (int trialOrder = 2; trialOrder >= 0; trialOrder--) {
            long trialCost = exceptionCost() + predict(trialOrder, base);
            if (trialCost < cost) {
                keep(trial, trialOrder, trialCost);
            }
        }
        return true;
    }

    private long exceptionCost() {
        return 8L * trialExceptions * (column.bytes() + 2);
    }

    private void keep(int trial, int trialOrder, long trialCost) {
        coding = trial;
        order = trialOrder;
        cost = trialCost;
        exceptions = trialExceptions;
        long[] worse = residuals;
        residuals = trialResiduals;
        trialResiduals = worse;
        if (exceptions > 0) {
            System.arraycopy(trialExceptional, 0, exceptional, 0, count);
        }
    }

    /** Computes the residuals of one order and returns the sum of their bit lengths. */
    private long predict(int trialOrder, long base) {
        int shift = column.shift();
        long once = Math.min(trialOrder, 1);
        long twice = trialOrder / 2;
        long last = base;
        long velocity = 0;
        long sum = 0;
        boolean clean = trialExceptions == 0;
        for (int i = 0; i < count; i++) {
            long prediction = once * last + twice * velocity;
            long value = clean || !trialExceptional[i] ? integers[i] : prediction;
            long difference = (value - prediction) << shift >> shift;
            long residual = (difference << 1) ^ (difference >> 63);
            trialResiduals[i] = residual;
            sum += 64 - Long.numberOfLeadingZeros(residual);
            velocity = value - last;
            last = value;
        }
        return sum;
    }
}
