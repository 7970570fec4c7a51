package io.worldreel.format.window;

import io.worldreel.format.Limits;
import java.util.Arrays;

/**
 * Finds the coding and the difference order that write one series in the fewest bits, and its residuals. The result stands in the
 * fields until the next series.
 */
final class SeriesEncoder {
    static final int MAX_LENGTH = Limits.WINDOW_TICKS;
    /** The order that predicts by the clock. */
    static final int CLOCKED = 3;
    private static final int AHEAD = 2;
    /** As many values show whether a coding is worth trying on all. */
    private static final int PROBE = 8;
    /** A grid that takes no more bits a value than these is taken without looking at float bits, or at binary digits. */
    static final int CHEAP_BITS = 16;
    static final int FINE_BITS = 5;

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
    /** The integers of the values, after twice the base. */
    private final long[] integers = new long[AHEAD + MAX_LENGTH];
    private final long[] rebuilt = new long[MAX_LENGTH];
    private final long[] drifts = new long[MAX_LENGTH];

    private Column column = Column.I64;
    private long[] bits = {};
    private int from;
    private int count;
    private boolean based;
    private long baseBits;
    private Motion motion = new Motion();

    /**
     * Encodes {@code count} values of a column.
     *
     * @param newBased whether {@code newBaseBits} is a value to predict from; otherwise the base is the integer 0
     * @param hint of the column
     * @param newMotion what the clock tells of the values
     */
    void encode(Column newColumn, long[] newBits, int newFrom, int newCount, boolean newBased, long newBaseBits,
            GridHint hint, Motion newMotion) {
        column = newColumn;
        motion = newMotion;
        bits = newBits;
        from = newFrom;
        count = newCount;
        based = newBased;
        baseBits = newBaseBits;
        cost = Long.MAX_VALUE;
        if (repeatsBase()) {
            rest();
            return;
        }
        if (column.floating()) {
            if (column.step() > 0) {
                tryCoding(Coding.STEP, count / 8);
            }
            tryDecimals(hint);
        }
        if (column.floating() && cost > (long) count * FINE_BITS && hint.fractions.isDue()) {
            tryFractions();
            hint.fractions.ended(cost < Long.MAX_VALUE && coding > Coding.BINARY);
        }
        if (cost > (long) count * CHEAP_BITS) {
            tryCoding(Coding.PLAIN, 0);
        }
    }

    private boolean repeatsBase() {
        long first = based ? baseBits : 0;
        for (int i = 0; i < count; i++) {
            if (bits[from + i] != first) {
                return false;
            }
        }
        return true;
    }

    private void rest() {
        coding = Coding.PLAIN;
        order = 2;
        cost = 0;
        exceptions = 0;
        Arrays.fill(residuals, 0, count, 0);
    }

    /** The bits of all residuals and exceptions of the best choice. */
    long cost() {
        return cost;
    }

    /** Tries the digits of the hint and, where they hold, fewer; else all from 0 on until one holds. */
    private void tryDecimals(GridHint hint) {
        int hopeless = 0;
        for (int i = 0; i < count; i++) {
            hopeless += Coding.isOffAnyGrid(column, bits[from + i]) ? 1 : 0;
        }
        int allowed = Math.max(hopeless, count / 8);
        if (tryCoding(Coding.DECIMAL + hint.digits(), allowed) && trialExceptions == hopeless) {
            int digits = hint.digits();
            while (digits > 0 && tryCoding(Coding.DECIMAL + digits - 1, hopeless)) {
                digits--;
            }
            return;
        }
        if (!hint.decimals.isDue()) {
            return;
        }
        int max = column.bytes() == 4 ? 9 : Coding.MAX_DIGITS;
        for (int digits = 0; digits <= max; digits++) {
            if (tryCoding(Coding.DECIMAL + digits, allowed) && trialExceptions == hopeless) {
                hint.foundDigits(digits);
                return;
            }
        }
        hint.decimals.ended(false);
    }

    /** Tries as many binary digits after the point as the values have. */
    private void tryFractions() {
        int digits = 0;
        for (int i = 0; i < count; i++) {
            digits = Math.max(digits, Coding.binaryDigits(column, bits[from + i]));
        }
        if (digits > 0 && digits <= Coding.MAX_BINARY_DIGITS) {
            tryCoding(Coding.BINARY + digits, 0);
        }
    }

    /** Returns whether the coding leaves at most {@code allowed} exceptions; keeps it if it is the best so far. */
    private boolean tryCoding(int trial, int allowed) {
        trialExceptions = 0;
        int probe = Math.min(count, PROBE);
        rebuild(trial, 0, probe);
        if (2 * trialExceptions > probe) {
            return false;
        }
        rebuild(trial, probe, count);
        if (trialExceptions > allowed) {
            return false;
        }
        long base = based ? Coding.toInteger(trial, column, baseBits) : 0;
        if (trialExceptions == 0) {
            chooseOrder(trial, base);
            return true;
        }
        for (int trialOrder = motion.suits(trial) ? CLOCKED : 2; trialOrder >= 0; trialOrder--) {
            long trialCost = exceptionCost() + substitute(trial, trialOrder, base);
            if (trialCost < cost) {
                keep(trial, trialOrder, trialCost);
            }
        }
        return true;
    }

    /** Turns some of the values into integers and notes those that the integers do not rebuild. */
    private void rebuild(int trial, int first, int end) {
        int length = end - first;
        Coding.toIntegers(trial, column, bits, from + first, length, integers, AHEAD + first);
        if (trial == Coding.PLAIN) {
            return;
        }
        System.arraycopy(integers, AHEAD + first, rebuilt, first, length);
        Coding.toBits(trial, column, rebuilt, first, length);
        for (int i = first; i < end; i++) {
            boolean differs = rebuilt[i] != bits[from + i];
            trialExceptional[i] = differs;
            trialExceptions += differs ? 1 : 0;
        }
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

    /** Finds the order of fewest bits where every value has its integer. */
    private void chooseOrder(int trial, long base) {
        int shift = column.shift();
        integers[0] = base;
        integers[1] = base;
        long[] x = integers;
        long bits0 = 0;
        long bits1 = 0;
        long bits2 = 0;
        for (int i = AHEAD; i < AHEAD + count; i++) {
            long first = x[i] - x[i - 1];
            long second = first - (x[i - 1] - x[i - 2]);
            bits0 += Long.numberOfLeadingZeros(zigzag(x[i], shift));
            bits1 += Long.numberOfLeadingZeros(zigzag(first, shift));
            bits2 += Long.numberOfLeadingZeros(zigzag(second, shift));
        }
        int best = bits2 >= bits1 && bits2 >= bits0 ? 2 : bits1 >= bits0 ? 1 : 0;
        long trialCost = 64L * count - Math.max(bits2, Math.max(bits1, bits0));
        if (motion.suits(trial)) {
            long clocked = substitute(trial, CLOCKED, base);
            if (clocked < trialCost) {
                if (clocked < cost) {
                    keep(trial, CLOCKED, clocked);
                }
                return;
            }
        }
        if (trialCost >= cost) {
            return;
        }
        long[] out = trialResiduals;
        long once = Math.min(best, 1);
        long twice = best / 2;
        for (int i = 0; i < count; i++) {
            long prediction = once * x[i + 1] + twice * (x[i + 1] - x[i]);
            out[i] = zigzag(x[i + 2] - prediction, shift);
        }
        keep(trial, best, trialCost);
    }

    private static long zigzag(long difference, int shift) {
        long wrapped = difference << shift >> shift;
        return (wrapped << 1) ^ (wrapped >> 63);
    }

    private boolean exceptional(int trial, int i) {
        return trial != Coding.PLAIN && trialExceptional[i];
    }

    /** Computes the residuals of one order where exceptions repeat the prediction, and returns the sum of their bit lengths. */
    private long substitute(int trial, int trialOrder, long base) {
        int shift = column.shift();
        if (trialOrder == CLOCKED && motion.isAided()) {
            motion.drifts(trial, column, count, drifts);
        }
        long last = base;
        long velocity = 0;
        long sum = 0;
        for (int i = 0; i < count; i++) {
            long prediction = switch (trialOrder) {
                case 0 -> 0;
                case 1 -> last;
                case 2 -> last + velocity;
                default -> last + (motion.isAided() ? drifts[i] : motion.drift(i, velocity));
            };
            prediction = prediction << shift >> shift;
            long value = exceptional(trial, i) ? prediction : integers[AHEAD + i];
            long residual = zigzag(value - prediction, shift);
            trialResiduals[i] = residual;
            sum += 64 - Long.numberOfLeadingZeros(residual);
            velocity = (value - last) << shift >> shift;
            last = value;
        }
        return sum;
    }
}
