package io.worldreel.format.window;

import java.util.Arrays;

/**
 * The rows of a delta part: the places of a group that have more values than their first.
 *
 * @param places of each row
 * @param starts where the columns have the first of its later values
 * @param counts how many of those are decoded
 * @param lengths how many there are
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record LaterRows(int[] places, int[] starts, int[] counts, int[] lengths) {

    static final LaterRows NONE = new LaterRows(new int[0], new int[0], new int[0], new int[0]);

    static LaterRows of(Presence presence, GroupLayout layout) {
        int[] places = new int[layout.places()];
        int[] starts = new int[places.length];
        int[] counts = new int[places.length];
        int[] lengths = new int[places.length];
        int found = 0;
        for (int place = 0; place < places.length; place++) {
            int values = presence.values(layout.firstPlace() + place);
            if (values > 1) {
                places[found] = place;
                starts[found] = layout.starts()[place] + 1;
                counts[found] = layout.later(place);
                lengths[found++] = values - 1;
            }
        }
        return found == places.length
                ? new LaterRows(places, starts, counts, lengths)
                : new LaterRows(Arrays.copyOf(places, found), Arrays.copyOf(starts, found),
                        Arrays.copyOf(counts, found), Arrays.copyOf(lengths, found));
    }

    int size() {
        return places.length;
    }

    /** Behind the last decoded value of a row. */
    int end(int row) {
        return starts[row] + counts[row];
    }
}
