package io.worldreel.format.window;

import io.worldreel.format.ComponentType;
import io.worldreel.format.Value;

import java.util.Arrays;

/**
 * The values of one component of one group, as arrays: for readers that walk many values and want no object for each.
 *
 * <p>Entries are numbered from 0, ordered by place and then by tick. A place is a row of the directory that has values. Entry e of
 * column c of a fixed-width type is {@code column(c)[e]}: float bits or the integer, sign-extended. The arrays are shared: nobody
 * may change them.
 */
public final class GroupColumns {
    private final ComponentType type;
    private final int through;
    private final int[] rows;
    private final int[] starts;
    private final byte[] tickIndexes;
    private final long[][] columns;
    private final byte[][] runs;

    GroupColumns(ComponentType type, int through, int[] rows, int[] starts, byte[] tickIndexes, long[][] columns,
            byte[][] runs) {
        this.type = type;
        this.through = through;
        this.rows = rows;
        this.starts = starts;
        this.tickIndexes = tickIndexes;
        this.columns = columns;
        this.runs = runs;
    }

    public ComponentType type() {
        return type;
    }

    /** The last tick index up to which all values are here. */
    public int through() {
        return through;
    }

    public int places() {
        return rows.length;
    }

    /** The directory's row of a place. */
    public int row(int place) {
        return rows[place];
    }

    /** The place of a row; negative if it has no values. */
    public int place(int row) {
        return Arrays.binarySearch(rows, row);
    }

    /** The first entry of a place; for {@code places()}, the number of entries. */
    public int start(int place) {
        return starts[place];
    }

    /** The frame that put an entry; -1 if it is older than the window. */
    public int tickIndex(int entry) {
        return tickIndexes[entry];
    }

    /** One column of all entries of a fixed-width type. */
    public long[] column(int column) {
        return columns[column];
    }

    /** All columns of a fixed-width type. */
    long[][] columns() {
        return columns;
    }

    /** Copies entries of one column of a floating type as numbers. */
    public void numbers(int column, int entry, int count, double[] out) {
        Coding.toDoubles(Column.of(type, 0), columns[column], entry, count, out);
    }

    /** The bytes of an entry of a variable type. */
    public byte[] run(int entry) {
        return runs[entry];
    }

    /** The last entry of a place that is not after a tick; -1 if there is none. */
    public int entryAt(int place, int tickIndex) {
        int low = starts[place];
        int high = starts[place + 1] - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (tickIndexes[middle] <= tickIndex) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high < starts[place] ? -1 : high;
    }

    public Value value(int entry) {
        if (type.isVariable()) {
            return Value.ofBytes(type, runs[entry]);
        }
        long[] bits = new long[columns.length];
        for (int c = 0; c < bits.length; c++) {
            bits[c] = columns[c][entry];
        }
        return Value.ofBits(type, bits);
    }

    /** Bytes of memory that this takes, about. */
    long memory() {
        long memory = tickIndexes.length * (1L + 8L * Math.max(1, columns.length));
        for (byte[] run : runs) {
            memory += run.length + 16;
        }
        return memory;
    }
}
