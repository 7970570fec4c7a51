package io.worldreel.format.window;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which rows have values of a component, and in which ticks. A window has at most 128 ticks, so a row's ticks are two 64-bit
 * masks: tick index i is bit {@code i % 64} of the low mask, or of the high one from 64 on. Places are numbered from 0 in the order
 * of rows; rows without values have none.
 */
final class Presence {
    /** What {@link #place} says of a row whose only value lies in the reference window. */
    static final int RESTS = -2;
    private static final int NO_PLACE = -1;
    static final Presence NONE = new Presence(new int[0], new long[0], new long[0], new boolean[0], new int[0]);

    private final int[] rows;
    private final long[] low;
    private final long[] high;
    private final boolean[] inherited;
    private final int[] resting;
    /** Of each group, the one that was asked for last. */
    private @Nullable GroupLayout[] layouts = {};
    /** By row, once one has been looked for. */
    private int[] places = {};

    /**
     * @param rows rising; every one has a value in the window's parts
     * @param resting rising: rows whose only value lies in the reference window
     */
    Presence(int[] rows, long[] low, long[] high, boolean[] inherited, int[] resting) {
        this.resting = resting;
        this.rows = rows;
        this.low = low;
        this.high = high;
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

    long low(int place) {
        return low[place];
    }

    long high(int place) {
        return high[place];
    }

    /** Whether the first value is older than the window. */
    boolean inherited(int place) {
        return inherited[place];
    }

    boolean has(int place, int tickIndex) {
        return ((tickIndex < 64 ? low[place] : high[place]) >>> tickIndex & 1) != 0;
    }

    /** Values of a row, the inherited one included. */
    int values(int place) {
        return valuesThrough(place, 127);
    }

    /** Values of a row up to and including a tick. */
    int valuesThrough(int place, int tickIndex) {
        long lowMask = tickIndex >= 63 ? -1L : (1L << (tickIndex + 1)) - 1;
        long highMask = tickIndex < 64 ? 0 : tickIndex >= 127 ? -1L : (1L << (tickIndex - 63)) - 1;
        return (inherited[place] ? 1 : 0) + Long.bitCount(low[place] & lowMask) + Long.bitCount(high[place] & highMask);
    }

    /** Writes the tick indexes of a row's values in order, -1 for the inherited one. */
    void ticks(int place, byte[] out, int at, int count) {
        int next = at;
        int end = at + count;
        if (inherited[place] && next < end) {
            out[next++] = -1;
        }
        next = ticks(low[place], 0, out, next, end);
        ticks(high[place], 64, out, next, end);
    }

    /** Writes the ticks of one mask and returns where they end. */
    private static int ticks(long mask, int first, byte[] out, int at, int end) {
        int next = at;
        if (mask == -1) {
            int all = Math.min(64, end - at);
            for (int i = 0; i < all; i++) {
                out[at + i] = (byte) (first + i);
            }
            return at + all;
        }
        for (long rest = mask; rest != 0 && next < end; rest &= rest - 1) {
            out[next++] = (byte) (first + Long.numberOfTrailingZeros(rest));
        }
        return next;
    }

    boolean sameAs(Presence other) {
        if (this == other) {
            return true;
        }
        return Arrays.equals(rows, other.rows) && Arrays.equals(low, other.low) && Arrays.equals(high, other.high)
                && Arrays.equals(inherited, other.inherited) && Arrays.equals(resting, other.resting);
    }
}
