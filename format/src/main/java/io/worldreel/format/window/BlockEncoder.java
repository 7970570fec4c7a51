package io.worldreel.format.window;

import java.util.Arrays;
import java.util.Optional;

/** Collects series and writes them as one block (FORMAT.md, "Block"). */
final class BlockEncoder {
    private static final Motion STILL = new Motion();

    private final SeriesEncoder encoder = new SeriesEncoder();

    private int series;
    private int[] lengths = new int[64];
    private byte[] codings = new byte[64];
    private byte[] planes = new byte[64];
    private long[] residuals = new long[1 << 12];
    private int total;

    private int exceptions;
    private int[] exceptionSeries = new int[16];
    private int[] exceptionIndex = new int[16];
    private long[] exceptionBits = new long[16];

    void begin() {
        series = 0;
        total = 0;
        exceptions = 0;
    }

    /**
     * Adds the next series: {@code count} values from {@code from} on.
     *
     * @return digits to try first for the next series of the column, as {@code digitsHint}
     */
    int add(Column column, long[] bits, int from, int count, boolean based, long baseBits, int digitsHint) {
        return add(column, bits, from, count, based, baseBits, digitsHint, STILL);
    }

    /** As above, with what the clock tells of the series. */
    int add(Column column, long[] bits, int from, int count, boolean based, long baseBits, int digitsHint,
            Motion motion) {
        int hint = encoder.encode(column, bits, from, count, based, baseBits, digitsHint, motion);
        add(encoder.coding, encoder.order, encoder.residuals, count);
        if (encoder.exceptions > 0) {
            for (int i = 0; i < count; i++) {
                if (encoder.exceptional[i]) {
                    addException(i, bits[from + i]);
                }
            }
        }
        return hint;
    }

    /** Adds the next series as residuals. Exceptions must follow at once, in rising order. */
    void add(int coding, int order, long[] source, int count) {
        if (series == lengths.length) {
            lengths = Arrays.copyOf(lengths, 2 * series);
            codings = Arrays.copyOf(codings, 2 * series);
            planes = Arrays.copyOf(planes, 2 * series);
        }
        if (residuals.length - total < count) {
            residuals = Arrays.copyOf(residuals, 2 * residuals.length);
        }
        long all = 0;
        for (int i = 0; i < count; i++) {
            all |= source[i];
        }
        System.arraycopy(source, 0, residuals, total, count);
        total += count;
        lengths[series] = count;
        codings[series] = (byte) (coding << 2 | order);
        planes[series] = (byte) ((71 - Long.numberOfLeadingZeros(all)) / 8);
        series++;
    }

    /** Says that the value at an index of the last series is not what its residual gives. */
    void addException(int index, long bits) {
        if (exceptions == exceptionBits.length) {
            exceptionSeries = Arrays.copyOf(exceptionSeries, 2 * exceptions);
            exceptionIndex = Arrays.copyOf(exceptionIndex, 2 * exceptions);
            exceptionBits = Arrays.copyOf(exceptionBits, 2 * exceptions);
        }
        exceptionSeries[exceptions] = series - 1;
        exceptionIndex[exceptions] = index;
        exceptionBits[exceptions++] = bits;
    }

    /** Writes a block of a quaternion component. */
    void writeTo(PartWriter out, Column column, Optional<QuatGrid> grid) {
        out.u8(grid.map(QuatGrid::bits).orElse(0));
        out.u8(grid.map(QuatGrid::formula).orElse(0));
        writeTo(out, column);
    }

    void writeTo(PartWriter out, Column column) {
        out.bytes(codings, 0, series);
        out.bytes(planes, 0, series);
        out.varint(exceptions);
        int previous = 0;
        for (int i = 0; i < exceptions; i++) {
            out.varint(exceptionSeries[i] - previous);
            out.varint(exceptionIndex[i]);
            out.column(exceptionBits[i], column.bytes());
            previous = exceptionSeries[i];
        }
        for (int plane = column.bytes() - 1; plane >= 0; plane--) {
            int from = 0;
            for (int s = 0; s < series; s++) {
                if (planes[s] > plane) {
                    writePlane(out, plane, from, lengths[s]);
                }
                from += lengths[s];
            }
        }
    }

    private void writePlane(PartWriter out, int plane, int from, int count) {
        int at = out.reserve(count);
        byte[] bytes = out.array();
        int shift = 8 * plane;
        for (int i = 0; i < count; i++) {
            bytes[at + i] = (byte) (residuals[from + i] >>> shift);
        }
    }
}
