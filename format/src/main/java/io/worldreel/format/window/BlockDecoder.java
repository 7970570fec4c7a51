package io.worldreel.format.window;

import io.worldreel.format.CorruptException;

import java.util.Arrays;
import java.util.Optional;

/**
 * Reads the residuals and exceptions of one block (FORMAT.md, "Block"). Opening it checks every length. Its series are those of
 * some rows: series {@code c * rows + r} is column c of row r.
 */
final class BlockDecoder {
    /** What says that a series is packed instead of how many planes it has. */
    static final int PACKED = 16;
    private static final int MAX_ROW_BYTES = 4 * SeriesEncoder.MAX_LENGTH * 6;

    private final PartReader in;
    private final Column column;
    private final int series;
    private final int rows;
    /** Of each row, how long its series are. */
    private final int[] lengths;
    private final Optional<QuatGrid> grid;
    private final int codingsAt;
    private final int planesAt;
    /** Where the plane p of series s begins: {@code planeAt[p * series + s]}. */
    private final int[] planeAt;
    private final Optional<RowUnpacker> unpacker;

    private final int[] exceptionSeries;
    private final int[] exceptionIndex;
    private final long[] exceptionBits;

    /**
     * Opens the block in which {@code in} stands and passes over it.
     *
     * @param columns how many series a row has
     * @param lengths of each row, the number of values of its series
     * @param quat whether the series are the four columns of quaternions
     * @param scratch of which it has use until all has been read
     */
    BlockDecoder(PartReader in, Column column, int columns, int[] lengths, boolean quat, GroupScratch scratch) {
        this.in = in;
        this.column = column;
        this.lengths = lengths;
        rows = lengths.length;
        series = columns * rows;
        grid = quat ? readGrid() : Optional.empty();
        codingsAt = in.skip(series);
        planesAt = in.skip(series);
        int mostPlanes = 0;
        boolean anyPacked = false;
        for (int s = 0, row = 0; s < series; s++, row = row + 1 < rows ? row + 1 : 0) {
            checkHeader(s, row);
            anyPacked |= isPacked(s);
            mostPlanes = Math.max(mostPlanes, isPacked(s) ? 0 : planes(s));
        }
        int[] sizes = readSizes();
        int exceptions = in.count("the number of exceptions");
        exceptionSeries = new int[exceptions];
        exceptionIndex = new int[exceptions];
        exceptionBits = new long[exceptions];
        readExceptions();
        planeAt = new int[mostPlanes * series];
        for (int plane = mostPlanes - 1; plane >= 0; plane--) {
            for (int s = 0; s < series; s++) {
                if (planes(s) > plane && !isPacked(s)) {
                    planeAt[plane * series + s] = in.skip(lengths[s % rows]);
                }
            }
        }
        int total = 0;
        for (int size : sizes) {
            total += size;
        }
        int packedAt = in.skip(total);
        unpacker = anyPacked ? Optional.of(unpacker(packedAt, sizes, scratch)) : Optional.empty();
    }

    private Optional<QuatGrid> readGrid() {
        int max = in.varint(QuatGrid.MAX, "the size of a quaternion grid");
        int formula = in.u8();
        if (max == 0 && formula == 0) {
            return Optional.empty();
        }
        if (max < QuatGrid.MIN || formula < 1 || formula > QuatGrid.FORMULAS
                || (formula == QuatGrid.CORRECTED && !(column.step() > 0))) {
            throw in.corrupt("has a quaternion grid of size " + max + " and formula " + formula);
        }
        return Optional.of(new QuatGrid(max, formula, column.step()));
    }

    /** The bytes of each row; 0 for those that are not packed. */
    private int[] readSizes() {
        int[] sizes = new int[rows];
        for (int row = 0; row < rows; row++) {
            boolean packed = false;
            boolean plain = false;
            for (int s = row; s < series; s += rows) {
                packed |= isPacked(s);
                plain |= planes(s) > 0 && !isPacked(s);
            }
            if (packed && plain) {
                throw in.corrupt("has packed and other series in row " + row);
            }
            sizes[row] = packed ? in.varint(MAX_ROW_BYTES, "the size of a packed row") : 0;
        }
        return sizes;
    }

    /** Reads the lengths of the residuals of packed rows. */
    private RowUnpacker unpacker(int packedAt, int[] sizes, GroupScratch scratch) {
        int[] counts = new int[rows];
        for (int row = 0; row < rows; row++) {
            int fours = LengthCode.fours(lengths[row]);
            for (int s = row; s < series; s += rows) {
                counts[row] += isPacked(s) ? fours : 0;
            }
        }
        try {
            return new RowUnpacker(in.array(), packedAt, sizes, counts, scratch);
        } catch (IndexOutOfBoundsException beyond) {
            throw in.corrupt("ends within a packed row");
        }
    }

    Optional<QuatGrid> grid() {
        return grid;
    }

    int coding(int s) {
        return (in.array()[codingsAt + s] & 0xFF) >> 2;
    }

    int order(int s) {
        return in.array()[codingsAt + s] & 3;
    }

    /** The order of a series for which there is no clock. */
    int unclockedOrder(int s) {
        if (isClocked(s)) {
            throw corrupt("predicts values by a clock that it has not");
        }
        return order(s);
    }

    /** Whether a series is predicted by the clock. */
    boolean isClocked(int s) {
        return order(s) == SeriesEncoder.CLOCKED;
    }

    /** Whether two series have the same coding and order. */
    boolean isCodedAlike(int s, int other) {
        return in.array()[codingsAt + s] == in.array()[codingsAt + other];
    }

    private int planes(int s) {
        return in.array()[planesAt + s] & 0xFF;
    }

    private boolean isPacked(int s) {
        return planes(s) == PACKED;
    }

    private void checkHeader(int s, int row) {
        boolean onGrid = coding(s) == Coding.GRID && grid.isPresent()
                && in.array()[codingsAt + s] == in.array()[codingsAt + row];
        if (!(onGrid || Coding.suits(coding(s), column))) {
            throw in.corrupt("has coding " + coding(s) + " of order " + order(s) + " in series " + s);
        }
        if (planes(s) > column.bytes() && !(isPacked(s) && column.bytes() == Integer.BYTES)) {
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
            if (s >= series || next >= lengths[s % rows] || (gap == 0 && next <= index)) {
                throw in.corrupt("has an exception at " + next + " of series " + s);
            }
            index = next;
            exceptionSeries[i] = s;
            exceptionIndex[i] = index;
            exceptionBits[i] = in.column(column.bytes());
        }
    }

    /** As {@link #read(int[][], int[], int[])}, all residuals of a block of one column. */
    void read(int[] out, int[] starts) {
        read(new int[][]{ out }, starts, lengths);
    }

    /**
     * Reads the residuals of all rows, if their numbers fit an {@code int}.
     *
     * @param out by column
     * @param starts of each row, where its residuals go
     * @param wanted how many of each row, none more than there are
     */
    void read(int[][] out, int[] starts, int[] wanted) {
        try {
            for (int row = 0; row < rows; row++) {
                for (int c = 0; c < series / rows; c++) {
                    int s = c * rows + row;
                    if (isPacked(s)) {
                        unpacker.orElseThrow().read(row, wanted[row], lengths[row], out[c], starts[row]);
                    } else {
                        readPlanes(s, wanted[row], out[c], starts[row]);
                    }
                }
            }
        } catch (IndexOutOfBoundsException beyond) {
            throw in.corrupt("ends within a packed row");
        }
        if (unpacker.isPresent() && !unpacker.get().isAtEnds()) {
            throw in.corrupt("has a packed row of the wrong size");
        }
    }

    private void readPlanes(int s, int count, int[] out, int at) {
        byte[] bytes = in.array();
        int planes = planes(s);
        int low = planes == 0 ? 0 : planeAt[s];
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
            default -> {
                Arrays.fill(out, at, at + count, 0);
                for (int plane = 0; plane < planes; plane++) {
                    int from = planeAt[plane * series + s];
                    int shift = 8 * plane;
                    for (int i = 0; i < count; i++) {
                        out[at + i] |= (bytes[from + i] & 0xFF) << shift;
                    }
                }
            }
        }
    }

    /** Reads the first residuals of a series of any width. */
    void residuals(int s, int count, long[] out, int at) {
        byte[] bytes = in.array();
        Arrays.fill(out, at, at + count, 0);
        for (int plane = 0; plane < planes(s); plane++) {
            int from = planeAt[plane * series + s];
            int shift = 8 * plane;
            for (int i = 0; i < count; i++) {
                out[at + i] |= (bytes[from + i] & 0xFFL) << shift;
            }
        }
    }

    /** Tells the values that residuals do not give. */
    void exceptions(ExceptionSink sink) {
        for (int i = 0; i < exceptionSeries.length; i++) {
            sink.take(exceptionSeries[i], exceptionIndex[i], exceptionBits[i]);
        }
    }

    /** Takes the bits of a value, by its series and its index in that. */
    interface ExceptionSink {
        void take(int s, int index, long bits);
    }

    /** The part that is read, for messages. */
    CorruptException corrupt(String problem) {
        return in.corrupt(problem);
    }
}
