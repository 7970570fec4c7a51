package io.worldreel.format.window;

import java.util.Arrays;
import java.util.Optional;

/** Collects series and writes them as one block (FORMAT.md, "Block"). */
final class BlockEncoder {
    private static final Motion STILL = new Motion();
    private static final DigitsHint UNUSED = new DigitsHint();

    private final SeriesEncoder encoder = new SeriesEncoder();
    private final FloatSeriesEncoder floatEncoder = new FloatSeriesEncoder();

    private int series;
    private byte[] codings = new byte[64];
    private byte[] planes = new byte[64];
    /** The bytes of each plane, series after series. */
    private final byte[][] planeBytes = new byte[Long.BYTES][1 << 10];
    private final int[] planeSizes = new int[Long.BYTES];

    private int exceptions;
    private int[] exceptionSeries = new int[16];
    private int[] exceptionIndex = new int[16];
    private long[] exceptionBits = new long[16];

    void begin() {
        series = 0;
        Arrays.fill(planeSizes, 0);
        exceptions = 0;
    }

    /**
     * Adds the next series: {@code count} values from {@code from} on.
     *
     * @param based whether {@code baseBits} is a value to predict from; otherwise the base is the integer 0
     */
    void add(Column column, long[] bits, int from, int count, boolean based, long baseBits, DigitsHint hint) {
        add(column, bits, from, count, based, baseBits, hint, STILL);
    }

    /** Adds a series of integers that nothing predicts but themselves. */
    void addIntegers(Column column, long[] bits, int from, int count) {
        add(column, bits, from, count, false, 0, UNUSED);
    }

    /** As above, with what the clock tells of the series. */
    void add(Column column, long[] bits, int from, int count, boolean based, long baseBits, DigitsHint hint,
            Motion motion) {
        if (column.floating() && column.bytes() == 4
                && floatEncoder.encode(column, bits, from, count, based ? baseBits : 0, hint, motion)) {
            add(floatEncoder.coding, floatEncoder.order, floatEncoder.residuals, 0, count);
            return;
        }
        encoder.encode(column, bits, from, count, based, baseBits, hint, motion);
        add(encoder.coding, encoder.order, encoder.residuals, count);
        if (encoder.exceptions > 0) {
            for (int i = 0; i < count; i++) {
                if (encoder.exceptional[i]) {
                    addException(i, bits[from + i]);
                }
            }
        }
    }

    /** Adds the next series as residuals. Exceptions must follow at once, in rising order. */
    private void add(int coding, int order, long[] residuals, int count) {
        long all = 0;
        for (int i = 0; i < count; i++) {
            all |= residuals[i];
        }
        add(coding, order, Long.SIZE - Long.numberOfLeadingZeros(all));
        for (int plane = 0; plane < planes[series - 1]; plane++) {
            int at = grow(plane, count);
            byte[] out = planeBytes[plane];
            int shift = 8 * plane;
            for (int i = 0; i < count; i++) {
                out[at + i] = (byte) (residuals[i] >>> shift);
            }
        }
    }

    /** Adds the next series as residuals of 32 bits, from {@code from} on. Exceptions must follow at once, in rising order. */
    void add(int coding, int order, int[] residuals, int from, int count) {
        int all = 0;
        for (int i = 0; i < count; i++) {
            all |= residuals[from + i];
        }
        add(coding, order, Integer.SIZE - Integer.numberOfLeadingZeros(all));
        for (int plane = 0; plane < planes[series - 1]; plane++) {
            int at = grow(plane, count);
            byte[] out = planeBytes[plane];
            int shift = 8 * plane;
            for (int i = 0; i < count; i++) {
                out[at + i] = (byte) (residuals[from + i] >>> shift);
            }
        }
    }

    private void add(int coding, int order, int bits) {
        if (series == codings.length) {
            codings = Arrays.copyOf(codings, 2 * series);
            planes = Arrays.copyOf(planes, 2 * series);
        }
        codings[series] = (byte) (coding << 2 | order);
        planes[series++] = (byte) ((bits + 7) / 8);
    }

    /** Makes room in a plane and returns where it begins. */
    private int grow(int plane, int count) {
        int at = planeSizes[plane];
        if (planeBytes[plane].length - at < count) {
            planeBytes[plane] = Arrays.copyOf(planeBytes[plane], 2 * planeBytes[plane].length + count);
        }
        planeSizes[plane] = at + count;
        return at;
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
            out.bytes(planeBytes[plane], 0, planeSizes[plane]);
        }
    }
}
