package io.worldreel.format.window;

import io.worldreel.format.Limits;

import java.util.Arrays;

/**
 * The values of a fixed-width component in one group, as they are encoded: of each column, place after place, the first value of
 * each included. One object serves group after group.
 */
final class GroupValues {
    private final long[][] columns;
    private final int[] starts = new int[Limits.GROUP_ENTITIES + 1];
    private int places;

    GroupValues(int columnCount) {
        columns = new long[columnCount][0];
    }

    /** Begins a group; {@link #add} makes its places. */
    void clear() {
        places = 0;
    }

    /** Makes room for the next place, of one value or more. */
    void add(int values) {
        int end = Math.addExact(starts[places], values);
        starts[++places] = end;
        if (columns.length > 0 && end > columns[0].length) {
            for (int c = 0; c < columns.length; c++) {
                columns[c] = Arrays.copyOf(columns[c], Math.max(end, 2 * columns[c].length));
            }
        }
    }

    int places() {
        return places;
    }

    /** Where the values of a place begin in its columns. */
    int start(int place) {
        return starts[place];
    }

    /** Values of a place after the first. */
    int later(int place) {
        return starts[place + 1] - starts[place] - 1;
    }

    boolean hasLater() {
        return starts[places] > places;
    }

    /** The bits of a column; more than there are values. */
    long[] column(int c) {
        return columns[c];
    }
}
