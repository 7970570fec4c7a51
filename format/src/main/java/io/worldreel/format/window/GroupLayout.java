package io.worldreel.format.window;

import io.worldreel.format.Limits;

/**
 * Where the values of a group lie in its columns. Components of the same presence share it; nobody may change the arrays.
 *
 * @param through the last tick index up to which values are in the columns
 * @param firstPlace the presence's place of the first of the group
 * @param rows the directory's row of each place
 * @param starts the first entry of each place, and how many entries there are
 * @param tickIndexes of each entry; -1 for those older than the window
 * @param laterRows the places that have more values than their first, here or later
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record GroupLayout(int through, int firstPlace, int[] rows, int[] starts, short[] tickIndexes, LaterRows laterRows) {

    static final GroupLayout NONE = new GroupLayout(-1, 0, new int[0], new int[1], new short[0],
            LaterRows.NONE);

    static GroupLayout of(Presence presence, int group, int through) {
        int first = presence.firstPlace(group * Limits.GROUP_ENTITIES);
        int places = presence.firstPlace((group + 1) * Limits.GROUP_ENTITIES) - first;
        int[] rows = new int[places];
        int[] starts = new int[places + 1];
        for (int i = 0; i < places; i++) {
            rows[i] = presence.row(first + i);
            starts[i + 1] = starts[i] + Math.max(1, presence.valuesThrough(first + i, through));
        }
        short[] tickIndexes = new short[starts[places]];
        for (int i = 0; i < places; i++) {
            presence.ticks(first + i, tickIndexes, starts[i], starts[i + 1] - starts[i]);
        }
        return new GroupLayout(through, first, rows, starts, tickIndexes, LaterRows.of(presence, first, starts));
    }

    int places() {
        return rows.length;
    }

    int entries() {
        return tickIndexes.length;
    }

    /** Entries of a place after its first. */
    int later(int place) {
        return starts[place + 1] - starts[place] - 1;
    }
}
