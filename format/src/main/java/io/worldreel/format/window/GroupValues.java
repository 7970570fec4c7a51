package io.worldreel.format.window;

import io.worldreel.format.Limits;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The values of a fixed-width component in one group, as they are encoded: of each column, place after place, the first value of
 * each included. One object serves group after group.
 */
final class GroupValues {
    /** Of columns of four bytes or fewer; of others. */
    private final int[][] narrow;
    private final long[][] wide;
    /** Of columns of four bytes that were asked for so: the values as floats. */
    private final float[][] floats;
    private final boolean[] hasFloats;
    private final int[] starts = new int[Limits.GROUP_ENTITIES + 1];
    private int places;
    private @Nullable GroupValues firsts;

    GroupValues(Column column, int columnCount) {
        this(column.isNarrow() ? columnCount : 0, column.isNarrow() ? 0 : columnCount);
    }

    private GroupValues(int narrowColumns, int wideColumns) {
        narrow = new int[narrowColumns][0];
        wide = new long[wideColumns][0];
        floats = new float[narrowColumns][0];
        hasFloats = new boolean[narrowColumns];
    }

    /** Begins a group of so many values; {@link #add} makes its places. */
    void clear(int entries) {
        places = 0;
        Arrays.fill(hasFloats, false);
        for (int c = 0; c < narrow.length && entries > narrow[c].length; c++) {
            narrow[c] = new int[Math.max(entries, 2 * narrow[c].length)];
        }
        for (int c = 0; c < wide.length && entries > wide[c].length; c++) {
            wide[c] = new long[Math.max(entries, 2 * wide[c].length)];
        }
    }

    /** Adds the next place, of one value or more. */
    void add(int values) {
        starts[places + 1] = starts[places] + values;
        places++;
    }

    int places() {
        return places;
    }

    /** The first values of all places, as those of one place: until they are asked for again. */
    GroupValues firsts() {
        GroupValues result = firsts == null ? new GroupValues(narrow.length, wide.length) : firsts;
        firsts = result;
        result.clear(places);
        result.add(places);
        for (int c = 0; c < narrow.length; c++) {
            for (int i = 0; i < places; i++) {
                result.narrow[c][i] = narrow[c][starts[i]];
            }
        }
        for (int c = 0; c < wide.length; c++) {
            for (int i = 0; i < places; i++) {
                result.wide[c][i] = wide[c][starts[i]];
            }
        }
        return result;
    }

    /** Where the values of a place begin in its columns. */
    int start(int place) {
        return starts[place];
    }

    /** Values of a place after the first. */
    int later(int place) {
        return starts[place + 1] - starts[place] - 1;
    }

    /** Values of all places. */
    int entries() {
        return starts[places];
    }

    boolean isNarrow() {
        return narrow.length > 0;
    }

    /** The bits of a column of four bytes or fewer; more than there are values. */
    int[] narrow(int c) {
        return narrow[c];
    }

    /** The same, as floats; once all values are there. */
    float[] floats(int c) {
        if (!hasFloats[c]) {
            hasFloats[c] = true;
            if (floats[c].length < entries()) {
                floats[c] = new float[narrow[c].length];
            }
            Coding.toFloats(narrow[c], 0, entries(), floats[c]);
        }
        return floats[c];
    }

    /** Of all columns, if they are such. */
    int[][] narrow() {
        return narrow;
    }

    /** The bits of a column of eight bytes; more than there are values. */
    long[] wide(int c) {
        return wide[c];
    }

    /** Of all columns, if they are such. */
    long[][] wide() {
        return wide;
    }

    void set(int c, int entry, long bits) {
        if (narrow.length > 0) {
            narrow[c][entry] = (int) bits;
        } else {
            wide[c][entry] = bits;
        }
    }

    /** Copies entries of a column of a floating type as numbers. */
    void numbers(int c, int entry, int count, double[] out) {
        if (narrow.length > 0) {
            float[] source = floats(c);
            for (int i = 0; i < count; i++) {
                out[i] = source[entry + i];
            }
        } else {
            Coding.toDoubles(wide[c], entry, count, out);
        }
    }
}
