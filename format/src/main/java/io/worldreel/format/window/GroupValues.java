package io.worldreel.format.window;

import io.worldreel.format.Limits;

import java.util.Arrays;

/**
 * The values of a fixed-width component in one group, as they are encoded: of each column, place after place, the first value of
 * each included. One object serves group after group.
 */
final class GroupValues {
    /** Of columns of four bytes or fewer; of others. */
    private final int[][] narrow;
    private final long[][] wide;
    private final int[] starts = new int[Limits.GROUP_ENTITIES + 1];
    private int places;

    GroupValues(Column column, int columnCount) {
        this(column.isNarrow() ? columnCount : 0, column.isNarrow() ? 0 : columnCount);
    }

    private GroupValues(int narrowColumns, int wideColumns) {
        narrow = new int[narrowColumns][0];
        wide = new long[wideColumns][0];
    }

    /** Begins a group; {@link #add} makes its places. */
    void clear() {
        places = 0;
    }

    /** Makes room for the next place, of one value or more. */
    void add(int values) {
        int end = Math.addExact(starts[places], values);
        starts[++places] = end;
        for (int c = 0; c < narrow.length && end > narrow[c].length; c++) {
            narrow[c] = Arrays.copyOf(narrow[c], Math.max(end, 2 * narrow[c].length));
        }
        for (int c = 0; c < wide.length && end > wide[c].length; c++) {
            wide[c] = Arrays.copyOf(wide[c], Math.max(end, 2 * wide[c].length));
        }
    }

    int places() {
        return places;
    }

    /** The first values of all places, as those of one place. */
    GroupValues firsts() {
        GroupValues firsts = new GroupValues(narrow.length, wide.length);
        firsts.add(places);
        for (int i = 0; i < places; i++) {
            for (int c = 0; c < narrow.length; c++) {
                firsts.narrow[c][i] = narrow[c][starts[i]];
            }
            for (int c = 0; c < wide.length; c++) {
                firsts.wide[c][i] = wide[c][starts[i]];
            }
        }
        return firsts;
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

    /** The bits of a column of eight bytes; more than there are values. */
    long[] wide(int c) {
        return wide[c];
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
            Coding.toDoubles(narrow[c], entry, count, out);
        } else {
            Coding.toDoubles(Column.I64, wide[c], entry, count, out);
        }
    }
}
