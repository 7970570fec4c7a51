package io.worldreel.replayer;

import java.util.function.IntToLongFunction;

/**
 * Finds a time in a run of spans, each of which knows its least and its greatest time. Spans are in the order of their ticks; times
 * need not rise with ticks, so that spans may overlap or fall.
 */
final class TimeBounds {
    /** Of each span: the least time in it or in any later one. */
    private final long[] leastFrom;
    /** Of each span: the greatest time in it or in any earlier one. */
    private final long[] greatestUpTo;

    TimeBounds(int spans, IntToLongFunction least, IntToLongFunction greatest) {
        leastFrom = new long[spans];
        greatestUpTo = new long[spans];
        for (int i = 0; i < spans; i++) {
            greatestUpTo[i] = i == 0
                    ? greatest.applyAsLong(i)
                    : Math.max(greatestUpTo[i - 1], greatest.applyAsLong(i));
        }
        for (int i = spans - 1; i >= 0; i--) {
            leastFrom[i] = i == spans - 1 ? least.applyAsLong(i) : Math.min(leastFrom[i + 1], least.applyAsLong(i));
        }
    }

    /** The last span that has a time of at most {@code nanos}; -1 if there is none. */
    int lastReachedBy(long nanos) {
        int low = 0;
        int high = leastFrom.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (leastFrom[middle] <= nanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    /** The first span that has a time of at least {@code nanos}; the number of spans if there is none. */
    int firstReaching(long nanos) {
        int low = 0;
        int high = greatestUpTo.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (greatestUpTo[middle] >= nanos) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** The least time of all; there must be a span. */
    long least() {
        return leastFrom[0];
    }

    /** The greatest time of all; there must be a span. */
    long greatest() {
        return greatestUpTo[greatestUpTo.length - 1];
    }
}
