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

    /** @param starts of the places of a group, of which {@code firstPlace} is the first: see {@link GroupLayout} */
    static LaterRows of(Presence presence, int firstPlace, int[] starts) {
        int[] places = new int[starts.length - 1];
        int[] firsts = new int[places.length];
        int[] counts = new int[places.length];
        int[] lengths = new int[places.length];
        int found = 0;
        for (int place = 0; place < places.length; place++) {
            int values = presence.values(firstPlace + place);
            if (values > 1) {
                places[found] = place;
                firsts[found] = starts[place] + 1;
                counts[found] = starts[place + 1] - starts[place] - 1;
                lengths[found++] = values - 1;
            }
        }
        return found == places.length
                ? new LaterRows(places, firsts, counts, lengths)
                : new LaterRows(Arrays.copyOf(places, found), Arrays.copyOf(firsts, found),
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
