package io.worldreel.format.window;

import java.util.Arrays;
import java.util.Optional;

/** Collects series and writes them as one block (FORMAT.md, "Block"). */
final class BlockEncoder {
    private static final Motion STILL = new Motion();
    private static final GridHint UNUSED = new GridHint();
    /** A row is packed if at least one of so many of its residuals is not 0: zstd writes fewer in less than a bit each. */
    private static final int SPARSE = 40;
    /** Rows of fewer values are not worth a size of their own. */
    private static final int MIN_PACKED = 24;

    private final SeriesEncoder encoder = new SeriesEncoder();
    private final FloatSeriesEncoder floatEncoder = new FloatSeriesEncoder();
    private final RowPacker packer = new RowPacker();
    private final PartWriter packed = new PartWriter();

    private final long[] widened = new long[SeriesEncoder.MAX_LENGTH];
    private boolean mayPack;
    /** Where the part goes as it would be if no row were packed, if somebody asks for it. */
    private Optional<PartWriter> unpacked = Optional.empty();
    private int series;
    private byte[] codings = new byte[64];
    private byte[] planes = new byte[64];
    /** How many residuals of a series are not 0; of those that have not been counted, the bits of all, negative. */
    private int[] others = new int[64];
    /** Where the residuals of a series begin; one more than there are series. */
    private int[] starts = new int[65];
    /** The residuals of columns of four bytes or fewer, and those of others. */
    private int[] narrow = new int[1 << 10];
    private long[] wide = new long[1 << 10];

    private int exceptions;
    private int[] exceptionSeries = new int[16];
    private int[] exceptionIndex = new int[16];
    private long[] exceptionBits = new long[16];

    /** @param packs whether rows may be packed; a few values of many series are not worth it */
    void begin(boolean packs) {
        mayPack = packs;
        unpacked = Optional.empty();
        series = 0;
        exceptions = 0;
    }

    /**
     * Begins a block whose rows may be packed.
     *
     * @param planes where {@link #writeTo} also writes the part as it would be if no row were packed
     */
    void begin(PartWriter planes) {
        begin(true);
        planes.clear();
        unpacked = Optional.of(planes);
    }

    /** As below, where nothing predicts the series but itself. */
    void add(Column column, GroupValues values, int c, int from, int count, boolean based, GridHint hint) {
        add(column, values, c, from, count, based, hint, STILL);
    }

    /**
     * Adds the next series: {@code count} values of column {@code c} from {@code from} on.
     *
     * @param based whether they are predicted from the value before; otherwise the base is the integer 0
     * @param motion what the clock tells of the series
     */
    void add(Column column, GroupValues values, int c, int from, int count, boolean based, GridHint hint,
            Motion motion) {
        if (!values.isNarrow()) {
            long[] bits = values.wide(c);
            add(column, bits, from, count, based, based ? bits[from - 1] : 0, hint, motion);
            return;
        }
        int[] bits = values.narrow(c);
        int baseBits = based ? bits[from - 1] : 0;
        if (column.floating()
                && floatEncoder.encode(column, bits, values.floats(c), from, count, baseBits, hint, motion)) {
            int at = beginNarrow(floatEncoder.coding, floatEncoder.order, count);
            System.arraycopy(floatEncoder.residuals, 0, narrow, at, count);
            if (mayPack && unpacked.isEmpty()) {
                others[series - 1] = -floatEncoder.cost();
                planes[series - 1] = (byte) Math.min(floatEncoder.cost(), 1);
            } else {
                measureLast(floatEncoder.residuals, 0, count);
            }
            return;
        }
        for (int i = 0; i < count; i++) {
            widened[i] = bits[from + i];
        }
        add(column, widened, 0, count, based, baseBits, hint, motion);
    }

    /** Adds a series of integers that nothing predicts but themselves. */
    void addIntegers(Column column, long[] bits, int from, int count) {
        add(column, bits, from, count, false, 0, UNUSED, STILL);
    }

    private void add(Column column, long[] bits, int from, int count, boolean based, long baseBits, GridHint hint,
            Motion motion) {
        encoder.encode(column, bits, from, count, based, baseBits, hint, motion);
        if (column.isNarrow()) {
            addNarrow(count);
        } else {
            addWide(count);
        }
        for (int i = 0; encoder.exceptions > 0 && i < count; i++) {
            if (encoder.exceptional[i]) {
                addException(i, bits[from + i]);
            }
        }
    }

    private void addWide(int count) {
        int at = begin(encoder.coding, encoder.order, count);
        if (wide.length - at < count) {
            wide = Arrays.copyOf(wide, 2 * wide.length + count);
        }
        System.arraycopy(encoder.residuals, 0, wide, at, count);
        long all = 0;
        for (int i = 0; i < count; i++) {
            all |= encoder.residuals[i];
        }
        planes[series - 1] = (byte) ((Long.SIZE - Long.numberOfLeadingZeros(all) + 7) / 8);
    }

    private void addNarrow(int count) {
        int at = beginNarrow(encoder.coding, encoder.order, count);
        for (int i = 0; i < count; i++) {
            narrow[at + i] = (int) encoder.residuals[i];
        }
        measureLast(narrow, at, count);
    }

    /** Adds the next series as residuals of 32 bits, from {@code from} on. Exceptions must follow at once, in rising order. */
    void add(int coding, int order, int[] residuals, int from, int count) {
        int at = beginNarrow(coding, order, count);
        System.arraycopy(residuals, from, narrow, at, count);
        measureLast(residuals, from, count);
    }

    private void measureLast(int[] residuals, int from, int count) {
        measure(series - 1, residuals, from, count);
    }

    /** Notes how many residuals of a series are not 0, and the bytes of the greatest. */
    private void measure(int s, int[] residuals, int from, int count) {
        int all = 0;
        int notZero = 0;
        for (int i = from; i < from + count; i++) {
            int residual = residuals[i];
            all |= residual;
            // 1 of all but 0, without a branch.
            notZero += (residual | -residual) >>> 31;
        }
        planes[s] = (byte) ((Integer.SIZE - Integer.numberOfLeadingZeros(all) + 7) / 8);
        others[s] = notZero;
    }

    private int beginNarrow(int coding, int order, int count) {
        int at = begin(coding, order, count);
        if (narrow.length - at < count) {
            narrow = Arrays.copyOf(narrow, 2 * narrow.length + count);
        }
        return at;
    }

    /** Begins a series and returns where its residuals go. */
    private int begin(int coding, int order, int count) {
        if (series == codings.length) {
            codings = Arrays.copyOf(codings, 2 * series);
            planes = Arrays.copyOf(planes, 2 * series);
            others = Arrays.copyOf(others, 2 * series);
            starts = Arrays.copyOf(starts, 2 * series + 1);
        }
        codings[series] = (byte) (coding << 2 | order);
        starts[series + 1] = starts[series] + count;
        return starts[series++];
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
        out.varint(grid.map(QuatGrid::max).orElse(0));
        out.u8(grid.map(QuatGrid::formula).orElse(0));
        writeTo(out, column, 4);
    }

    /**
     * Writes the block of all that was added.
     *
     * @param columns how many series a row has: series {@code c * rows + r} is column c of row r
     */
    void writeTo(PartWriter out, Column column, int columns) {
        packed.clear();
        if (unpacked.isPresent()) {
            unpacked.get().bytes(out.array(), 0, out.size());
            write(unpacked.get(), column, new int[0]);
        }
        int rows = series / columns;
        int[] sizes = new int[column.bytes() == Integer.BYTES && mayPack ? rows : 0];
        for (int row = 0; row < sizes.length; row++) {
            if (isDense(row, rows)) {
                sizes[row] = pack(row, rows);
            }
        }
        write(out, column, sizes);
    }

    /** @param sizes of the rows that are packed, bytes; 0 of others */
    private void write(PartWriter out, Column column, int[] sizes) {
        out.bytes(codings, 0, series);
        out.bytes(planes, 0, series);
        for (int size : sizes) {
            if (size > 0) {
                out.varint(size);
            }
        }
        writeExceptions(out, column);
        for (int plane = column.bytes() - 1; plane >= 0; plane--) {
            for (int s = 0; s < series; s++) {
                if (planes[s] > plane && planes[s] < BlockDecoder.PACKED) {
                    writePlane(out, column, s, 8 * plane);
                }
            }
        }
        out.bytes(packed.array(), 0, packed.size());
    }

    private boolean isDense(int row, int rows) {
        int notZero = 0;
        int values = 0;
        for (int s = row; s < series; s += rows) {
            // So many bits are of so many residuals, or of more.
            notZero += others[s] < 0 ? -others[s] / Integer.SIZE : others[s];
            values += starts[s + 1] - starts[s];
        }
        if (values >= MIN_PACKED && notZero * SPARSE > values) {
            return true;
        }
        notZero = 0;
        for (int s = row; s < series; s += rows) {
            if (others[s] < 0) {
                measure(s, narrow, starts[s], starts[s + 1] - starts[s]);
            }
            notZero += others[s];
        }
        return values >= MIN_PACKED && notZero * SPARSE > values;
    }

    /** Packs a row and returns its bytes. */
    private int pack(int row, int rows) {
        packer.begin();
        for (int s = row; s < series; s += rows) {
            if (planes[s] > 0) {
                packer.addLengths(narrow, starts[s], starts[s + 1] - starts[s]);
                planes[s] = BlockDecoder.PACKED;
            }
        }
        for (int s = row; s < series; s += rows) {
            if (planes[s] > 0) {
                packer.addBits(narrow, starts[s], starts[s + 1] - starts[s]);
            }
        }
        packer.writeTo(packed);
        return packer.size();
    }

    private void writeExceptions(PartWriter out, Column column) {
        out.varint(exceptions);
        int previous = 0;
        for (int i = 0; i < exceptions; i++) {
            out.varint(exceptionSeries[i] - previous);
            out.varint(exceptionIndex[i]);
            out.column(exceptionBits[i], column.bytes());
            previous = exceptionSeries[i];
        }
    }

    private void writePlane(PartWriter out, Column column, int s, int shift) {
        int from = starts[s];
        int count = starts[s + 1] - from;
        int at = out.reserve(count);
        byte[] bytes = out.array();
        if (column.isNarrow()) {
            for (int i = 0; i < count; i++) {
                bytes[at + i] = (byte) (narrow[from + i] >>> shift);
            }
        } else {
            for (int i = 0; i < count; i++) {
                bytes[at + i] = (byte) (wide[from + i] >>> shift);
            }
        }
    }
}
