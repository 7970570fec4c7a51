package io.worldreel.format.window;

import io.worldreel.format.CorruptException;

import java.util.Arrays;
import java.util.Optional;

/**
 * Reads one block (FORMAT.md, "Block"). Opening it checks every length; series are decoded one by one, each only as far as is
 * asked for.
 */
final class BlockDecoder {
    private static final Motion STILL = new Motion();

    private final PartReader in;
    private final Column column;
    private final int series;
    private final int[] lengths;
    private final int codingsAt;
    private final int planesAt;
    /** Where the plane p of series s begins: {@code planeAt[p * series + s]}. */
    private final int[] planeAt;

    private final int[] exceptionSeries;
    private final int[] exceptionIndex;
    private final long[] exceptionBits;

    private final Optional<QuatSeriesDecoder> quats;
    private final long[] drifts = new long[SeriesEncoder.MAX_LENGTH];

    /**
     * Opens the block in which {@code in} stands and passes over it.
     *
     * @param lengths the number of values of each series
     */
    BlockDecoder(PartReader in, Column column, int[] lengths) {
        this(in, column, lengths, false);
    }

    /** @param quat whether the series are the four columns of quaternions */
    BlockDecoder(PartReader in, Column column, int[] lengths, boolean quat) {
        this.in = in;
        this.column = column;
        this.lengths = lengths;
        series = lengths.length;
        quats = quat ? readGrid() : Optional.empty();
        codingsAt = in.skip(series);
        planesAt = in.skip(series);
        for (int s = 0; s < series; s++) {
            checkHeader(s);
        }
        int exceptions = in.count("the number of exceptions");
        exceptionSeries = new int[exceptions];
        exceptionIndex = new int[exceptions];
        exceptionBits = new long[exceptions];
        readExceptions();
        planeAt = new int[column.bytes() * series];
        for (int plane = column.bytes() - 1; plane >= 0; plane--) {
            for (int s = 0; s < series; s++) {
                if (planes(s) > plane) {
                    planeAt[plane * series + s] = in.skip(lengths[s]);
                }
            }
        }
    }

    private Optional<QuatSeriesDecoder> readGrid() {
        int bits = in.u8();
        int formula = in.u8();
        if (bits == 0 && formula == 0) {
            return Optional.empty();
        }
        if (bits < QuatGrid.MIN_BITS || bits > QuatGrid.MAX_BITS || formula < 1 || formula > QuatGrid.FORMULAS) {
            throw in.corrupt("has a quaternion grid of " + bits + " bits and formula " + formula);
        }
        return Optional.of(new QuatSeriesDecoder(new QuatGrid(bits, formula)));
    }

    private int coding(int s) {
        return (in.array()[codingsAt + s] & 0xFF) >> 2;
    }

    private int order(int s) {
        return in.array()[codingsAt + s] & 3;
    }

    /** Whether a series is predicted by the clock. */
    boolean isClocked(int s) {
        return order(s) == SeriesEncoder.CLOCKED;
    }

    private int planes(int s) {
        return in.array()[planesAt + s] & 0xFF;
    }

    private void checkHeader(int s) {
        boolean onGrid = coding(s) == Coding.GRID && quats.isPresent()
                && in.array()[codingsAt + s] == in.array()[codingsAt + s % (series / 4)];
        if (!(onGrid || Coding.suits(coding(s), column))) {
            throw in.corrupt("has coding " + coding(s) + " of order " + order(s) + " in series " + s);
        }
        if (planes(s) > column.bytes()) {
            throw in.corrupt("has " + planes(s) + " planes in series " + s);
        }
    }

    private void readExceptions() {
        int s = 0;
        int index = -1;
        for (int i = 0; i < exceptionSeries.length; i++) {
            int gap = in.varint(series, "an exception's series");
            s += gap;
            int next = in.varint(SeriesEncoder.MAX_LENGTH, "an exception's index");
            if (s >= series || next >= lengths[s] || (gap == 0 && next <= index)) {
                throw in.corrupt("has an exception at " + next + " of series " + s);
            }
            index = next;
            exceptionSeries[i] = s;
            exceptionIndex[i] = index;
            exceptionBits[i] = in.column(column.bytes());
        }
    }

    /**
     * Decodes the first {@code count} values of a series into {@code out}, from {@code at} on, as column bits.
     *
     * @param based whether {@code baseBits} is the value to predict from; otherwise the base is the integer 0
     */
    void decode(int s, int count, boolean based, long baseBits, long[] out, int at) {
        decode(s, count, based, baseBits, out, at, STILL);
    }

    /** As above, with what the clock tells of the series. */
    void decode(int s, int count, boolean based, long baseBits, long[] out, int at, Motion motion) {
        if (count == 0) {
            return;
        }
        int coding = coding(s);
        long base = based ? Coding.toInteger(coding, column, baseBits) : 0;
        readResiduals(s, count, out, at);
        if (order(s) == SeriesEncoder.CLOCKED) {
            integrateByClock(motion, coding, base, out, at, at + count);
        } else {
            integrate(order(s), base, out, at, at + count);
        }
        Coding.toBits(coding, column, out, at, count);
        if (exceptionSeries.length > 0) {
            replaceExceptions(s, count, out, at);
        }
    }

    /**
     * Decodes the first {@code count} quaternions of the series s, s + stride, s + 2 stride, s + 3 stride.
     *
     * @param baseBits the quaternion to predict from; empty if there is none
     * @param turn what the clock tells of the series
     */
    void decodeQuats(int s, int stride, int count, long[] baseBits, long[][] out, int at, Optional<Turn> turn) {
        boolean onGrid = coding(s) == Coding.GRID;
        if (onGrid && isClocked(s) && turn.isEmpty()) {
            throw in.corrupt("predicts rotations by a clock that it has not");
        }
        for (int c = 0; c < 4; c++) {
            if (onGrid) {
                readResiduals(s + c * stride, count, out[c], at);
            } else {
                decode(s + c * stride, count, baseBits.length > 0, baseBits.length > 0 ? baseBits[c] : 0, out[c], at);
            }
        }
        if (onGrid) {
            quats.orElseThrow().decode(order(s), baseBits, out, at, count, turn);
            for (int c = 0; c < 4; c++) {
                replaceExceptions(s + c * stride, count, out[c], at);
            }
        }
    }

    private void replaceExceptions(int s, int count, long[] out, int at) {
        int found = Arrays.binarySearch(exceptionSeries, s);
        if (found < 0) {
            return;
        }
        int first = found;
        while (first > 0 && exceptionSeries[first - 1] == s) {
            first--;
        }
        for (int i = first; i < exceptionSeries.length && exceptionSeries[i] == s; i++) {
            if (exceptionIndex[i] < count) {
                out[at + exceptionIndex[i]] = exceptionBits[i];
            }
        }
    }

    /** One loop for each of the usual numbers of planes: this is where decoding spends its time. */
    private void readResiduals(int s, int count, long[] out, int at) {
        byte[] bytes = in.array();
        int planes = planes(s);
        int low = planeAt[s];
        switch (planes) {
            case 0 -> Arrays.fill(out, at, at + count, 0);
            case 1 -> {
                for (int i = 0; i < count; i++) {
                    out[at + i] = bytes[low + i] & 0xFF;
                }
            }
            case 2 -> {
                int second = planeAt[series + s];
                for (int i = 0; i < count; i++) {
                    out[at + i] = (bytes[low + i] & 0xFF) | (bytes[second + i] & 0xFF) << 8;
                }
            }
            case 3 -> {
                int second = planeAt[series + s];
                int third = planeAt[2 * series + s];
                for (int i = 0; i < count; i++) {
                    out[at + i] = (bytes[low + i] & 0xFF) | (bytes[second + i] & 0xFF) << 8
                            | (bytes[third + i] & 0xFF) << 16;
                }
            }
            default -> {
                Arrays.fill(out, at, at + count, 0);
                for (int plane = 0; plane < planes; plane++) {
                    int from = planeAt[plane * series + s];
                    int shift = 8 * plane;
                    for (int i = 0; i < count; i++) {
                        out[at + i] |= (bytes[from + i] & 0xFFL) << shift;
                    }
                }
            }
        }
    }

    private void integrateByClock(Motion motion, int coding, long base, long[] out, int from, int end) {
        if (!motion.suits(coding)) {
            throw in.corrupt("predicts values by a clock that it has not");
        }
        int shift = column.shift();
        long last = base;
        long change = 0;
        if (motion.isAided()) {
            motion.drifts(coding, column, end - from, drifts);
            for (int i = from; i < end; i++) {
                last = (last + drifts[i - from] + signed(out[i])) << shift >> shift;
                out[i] = last;
            }
            return;
        }
        for (int i = from; i < end; i++) {
            long next = (last + motion.drift(i - from, change) + signed(out[i])) << shift >> shift;
            change = next - last;
            last = next;
            out[i] = next;
        }
    }

    private void integrate(int order, long base, long[] out, int from, int end) {
        int shift = column.shift();
        long last = base;
        switch (order) {
            case 0 -> {
                for (int i = from; i < end; i++) {
                    out[i] = signed(out[i]) << shift >> shift;
                }
            }
            case 1 -> {
                for (int i = from; i < end; i++) {
                    last += signed(out[i]);
                    out[i] = last << shift >> shift;
                }
            }
            default -> {
                long change = 0;
                for (int i = from; i < end; i++) {
                    change += signed(out[i]);
                    last += change;
                    out[i] = last << shift >> shift;
                }
            }
        }
    }

    private static long signed(long residual) {
        return (residual >>> 1) ^ -(residual & 1);
    }

    /** The whole block's values, series after series. */
    static long[] decodeAll(PartReader in, Column column, int seriesCount, int length) {
        int[] lengths = new int[seriesCount];
        Arrays.fill(lengths, length);
        BlockDecoder block = new BlockDecoder(in, column, lengths);
        long[] out = new long[Math.multiplyExact(seriesCount, length)];
        for (int s = 0; s < seriesCount; s++) {
            block.decode(s, length, false, 0, out, s * length);
        }
        return out;
    }

    /** The part that is read, for messages. */
    CorruptException corrupt(String problem) {
        return in.corrupt(problem);
    }
}
