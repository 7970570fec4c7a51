package io.worldreel.format.window;

import io.worldreel.format.ComponentType;
import io.worldreel.format.Value;

import java.util.Arrays;

/**
 * The values of one component of one group, side by side: for readers that walk many values and want no object for each.
 *
 * <p>Entries are numbered from 0, ordered by place and then by tick. A place is a row of the directory that has values. Entry e of
 * column c of a fixed-width type is {@code bits(c, e)}.
 */
public final class GroupColumns {
    private static final int[][] NO_INTS = {};
    private static final float[][] NO_FLOATS = {};
    private static final long[][] NO_LONGS = {};
    private static final byte[][] NO_RUNS = {};

    private final ComponentType type;
    private final GroupLayout layout;
    /** By column, of integers of four bytes or fewer; of floats; of columns of eight bytes; of variable types. */
    private final int[][] ints;
    private final float[][] floats;
    private final long[][] longs;
    private final byte[][] runs;

    private GroupColumns(ComponentType type, GroupLayout layout, int[][] ints, float[][] floats, long[][] longs,
            byte[][] runs) {
        this.type = type;
        this.layout = layout;
        this.ints = ints;
        this.floats = floats;
        this.longs = longs;
        this.runs = runs;
    }

    static GroupColumns ofInts(ComponentType type, GroupLayout layout, int[][] columns) {
        return new GroupColumns(type, layout, columns, NO_FLOATS, NO_LONGS, NO_RUNS);
    }

    static GroupColumns ofFloats(ComponentType type, GroupLayout layout, float[][] columns) {
        return new GroupColumns(type, layout, NO_INTS, columns, NO_LONGS, NO_RUNS);
    }

    static GroupColumns ofLongs(ComponentType type, GroupLayout layout, long[][] columns) {
        return new GroupColumns(type, layout, NO_INTS, NO_FLOATS, columns, NO_RUNS);
    }

    static GroupColumns ofRuns(ComponentType type, GroupLayout layout, byte[][] runs) {
        return new GroupColumns(type, layout, NO_INTS, NO_FLOATS, NO_LONGS, runs);
    }

    public ComponentType type() {
        return type;
    }

    /** The last tick index up to which all values are here. */
    public int through() {
        return layout.through();
    }

    public int places() {
        return layout.rows().length;
    }

    /** The directory's row of a place. */
    public int row(int place) {
        return layout.rows()[place];
    }

    /** The place of a row; negative if it has no values. */
    public int place(int row) {
        return Arrays.binarySearch(layout.rows(), row);
    }

    /** The place of a row by its place among those of all groups. */
    int placeInGroup(int place) {
        return place - layout.firstPlace();
    }

    /** The first entry of a place; for {@code places()}, the number of entries. */
    public int start(int place) {
        return layout.starts()[place];
    }

    /** The frame that put an entry; -1 if it is older than the window. */
    public int tickIndex(int entry) {
        return layout.tickIndexes()[entry];
    }

    /** One column of an entry of a fixed-width type: float bits or the integer, sign-extended. */
    public long bits(int column, int entry) {
        if (floats.length > 0) {
            return Float.floatToRawIntBits(floats[column][entry]);
        }
        return longs.length > 0 ? longs[column][entry] : ints[column][entry];
    }

    /** One column of an entry of a floating type. */
    public double number(int column, int entry) {
        return floats.length > 0 ? floats[column][entry] : Double.longBitsToDouble(longs[column][entry]);
    }

    /** Copies entries of one column of a floating type as numbers. */
    public void numbers(int column, int entry, int count, double[] out) {
        if (longs.length > 0) {
            Coding.toDoubles(longs[column], entry, count, out);
            return;
        }
        float[] source = floats[column];
        for (int i = 0; i < count; i++) {
            out[i] = source[entry + i];
        }
    }

    /** Whether columns are of floats. */
    boolean hasFloats() {
        return floats.length > 0;
    }

    /** A column, if {@link #hasFloats}; not to be changed. */
    float[] floats(int column) {
        return floats[column];
    }

    /** The bytes of an entry of a variable type. */
    public byte[] run(int entry) {
        return runs[entry];
    }

    /** The last entry of a place that is not after a tick; -1 if there is none. */
    public int entryAt(int place, int tickIndex) {
        short[] tickIndexes = layout.tickIndexes();
        int start = layout.starts()[place];
        int low = start;
        int high = layout.starts()[place + 1] - 1;
        if (high >= start && tickIndexes[high] <= tickIndex) {
            return high; // no later ones have been decoded
        }
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (tickIndexes[middle] <= tickIndex) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high < start ? -1 : high;
    }

    public Value value(int entry) {
        if (type.isVariable()) {
            return Value.ofBytes(type, runs[entry]);
        }
        if (floats.length > 0) {
            return Value.ofEntry(type, floats, entry);
        }
        if (ints.length > 0) {
            return Value.ofEntry(type, ints, entry);
        }
        long[] bits = new long[type.columns()];
        for (int c = 0; c < bits.length; c++) {
            bits[c] = longs[c][entry];
        }
        return Value.ofBits(type, bits);
    }

    /** Bytes of memory that this takes, about. */
    long memory() {
        long memory = layout.entries() * (1L + 4L * (ints.length + floats.length) + 8L * longs.length);
        for (byte[] run : runs) {
            memory += run.length + 24;
        }
        return memory;
    }
}
