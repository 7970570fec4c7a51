package io.worldreel.format.window;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which rows have values of a component, and in which ticks. Places are numbered from 0 in the order of rows; rows without values
 * have none. A place's ticks are a mask of whole words: tick index i is bit {@code i % 64} of word {@code i / 64}.
 */
final class Presence {
    /** What {@link #place} says of a row whose only value lies in the reference window. */
    static final int RESTS = -2;
    private static final int NO_PLACE = -1;
    static final Presence NONE = new Presence(new int[0], new long[0], 0, new boolean[0], new int[0]);

    private final int[] rows;
    /** Place after place. */
    private final long[] masks;
    private final int words;
    private final boolean[] inherited;
    private final int[] resting;
    /** Of each group, the one that was asked for last. */
    private @Nullable GroupLayout[] layouts = {};
    /** By place, once they have been asked for. */
    private volatile int[] values = {};
    /** By row, once one has been looked for. */
    private int[] places = {};

    /**
     * @param rows rising; every one has a value in the window's parts
     * @param masks of each row, {@code words} after each other
     * @param resting rising: rows whose only value lies in the reference window
     */
    Presence(int[] rows, long[] masks, int words, boolean[] inherited, int[] resting) {
        this.resting = resting;
        this.rows = rows;
        this.masks = masks;
        this.words = words;
        this.inherited = inherited;
    }

    int size() {
        return rows.length;
    }

    /** Rows whose only value is the first one that the reference window has for the same entity and component. */
    int resting() {
        return resting.length;
    }

    boolean rests(int row) {
        return place(row) == RESTS;
    }

    int row(int place) {
        return rows[place];
    }

    /** The place of a row; {@link #RESTS}, or another negative number if it has no values. */
    int place(int row) {
        if (places.length == 0) {
            places = placesByRow();
        }
        return row < places.length ? places[row] : NO_PLACE;
    }

    private int[] placesByRow() {
        int[] byRow = new int[1 + Math.max(last(rows), last(resting))];
        Arrays.fill(byRow, NO_PLACE);
        for (int place = 0; place < rows.length; place++) {
            byRow[rows[place]] = place;
        }
        for (int row : resting) {
            byRow[row] = RESTS;
        }
        return byRow;
    }

    private static int last(int[] rising) {
        return rising.length == 0 ? 0 : rising[rising.length - 1];
    }

    /** The first place whose row is at least {@code row}. */
    int firstPlace(int row) {
        int found = Arrays.binarySearch(rows, row);
        return found < 0 ? -found - 1 : found;
    }

    /** Where the values of a group up to and including a tick lie. Groups may be decoded by several threads at once. */
    synchronized GroupLayout layout(int group, int through) {
        if (group >= layouts.length) {
            layouts = Arrays.copyOf(layouts, group + 1);
        }
        GroupLayout known = layouts[group];
        if (known == null || known.through() != through) {
            known = GroupLayout.of(this, group, through);
            layouts[group] = known;
        }
        return known;
    }

    /** Words of a mask of so many ticks. */
    static int words(int ticks) {
        return (ticks + Long.SIZE - 1) / Long.SIZE;
    }

    /** The word of a mask that has every tick, of so many. */
    static long allOf(int word, int ticks) {
        int rest = ticks - word * Long.SIZE;
        return rest >= Long.SIZE ? -1L : rest <= 0 ? 0 : (1L << rest) - 1;
    }

    /** A word of a place's mask. */
    long mask(int place, int word) {
        return masks[place * words + word];
    }

    /** Whether a place has no value in the window's ticks, but an older one. */
    boolean isEmpty(int place) {
        for (int word = 0; word < words; word++) {
            if (mask(place, word) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether a place has a value in every tick, of so many. */
    boolean isFull(int place, int ticks) {
        for (int word = 0; word < words; word++) {
            if (mask(place, word) != allOf(word, ticks)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a place's values are of the same ticks as those of a place of another presence of the window. */
    boolean hasTicksOf(int place, Presence other, int otherPlace) {
        return inherited[place] == other.inherited[otherPlace] && Arrays.equals(masks, place * words,
                (place + 1) * words, other.masks, otherPlace * words, (otherPlace + 1) * words);
    }

    /** Whether the first value is older than the window. */
    boolean inherited(int place) {
        return inherited[place];
    }

    boolean has(int place, int tickIndex) {
        return (mask(place, tickIndex / Long.SIZE) >>> tickIndex & 1) != 0;
    }

    /** Values of a row, the inherited one included. */
    int values(int place) {
        int[] all = values;
        if (all.length < rows.length) {
            all = allValues();
            values = all;
        }
        return all[place];
    }

    private int[] allValues() {
        int[] all = new int[rows.length];
        for (int place = 0; place < all.length; place++) {
            int count = inherited[place] ? 1 : 0;
            for (int i = place * words; i < (place + 1) * words; i++) {
                count += Long.bitCount(masks[i]);
            }
            all[place] = count;
        }
        return all;
    }

    /** Values of a row up to and including a tick. */
    int valuesThrough(int place, int tickIndex) {
        if (tickIndex >= words * Long.SIZE - 1) {
            return values(place);
        }
        int values = inherited[place] ? 1 : 0;
        for (int word = 0; word < words; word++) {
            values += Long.bitCount(mask(place, word) & allOf(word, tickIndex + 1));
        }
        return values;
    }

    /** Writes the tick indexes of a row's values in order, -1 for the inherited one. */
    void ticks(int place, short[] out, int at, int count) {
        int next = at;
        int end = at + count;
        if (inherited[place] && next < end) {
            out[next++] = -1;
        }
        for (int word = 0; word < words; word++) {
            next = ticks(mask(place, word), word * Long.SIZE, out, next, end);
        }
    }

    /** Writes the ticks of one word and returns where they end. */
    private static int ticks(long mask, int first, short[] out, int at, int end) {
        int next = at;
        if (mask == -1) {
            int all = Math.min(Long.SIZE, end - at);
            for (int i = 0; i < all; i++) {
                out[at + i] = (short) (first + i);
            }
            return at + all;
        }
        for (long rest = mask; rest != 0 && next < end; rest &= rest - 1) {
            out[next++] = (short) (first + Long.numberOfTrailingZeros(rest));
        }
        return next;
    }

    boolean sameAs(Presence other) {
        if (this == other) {
            return true;
        }
        return Arrays.equals(rows, other.rows) && Arrays.equals(masks, other.masks)
                && Arrays.equals(inherited, other.inherited) && Arrays.equals(resting, other.resting);
    }
}
