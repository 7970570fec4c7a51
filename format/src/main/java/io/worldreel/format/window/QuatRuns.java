package io.worldreel.format.window;

import java.util.Arrays;

/** Runs of quaternions of a row that follow each other and have the same computed column, numbered from 0 row after row. */
final class QuatRuns {
    /** The bits of a change that say which column is computed. */
    private static final int INDEX = 2 * QuatGrid.NEGATIVE - 1;

    private int count;
    private int[] starts = new int[64];
    private int[] ends = new int[64];
    private int[] computed = new int[64];

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    /**
     * Adds the runs of a row.
     *
     * @param changes of each quaternion: in the lowest bits, what of the number of its computed column is not as before
     * @param before the number of the computed column of the quaternion before the first
     */
    void add(int[] changes, int start, int end, int before) {
        int now = before;
        for (int from = start; from < end;) {
            now ^= changes[from] & INDEX;
            int to = from + 1;
            while (to < end && (changes[to] & INDEX) == 0) {
                to++;
            }
            if (count == ends.length) {
                starts = Arrays.copyOf(starts, 2 * count);
                ends = Arrays.copyOf(ends, 2 * count);
                computed = Arrays.copyOf(computed, 2 * count);
            }
            starts[count] = from;
            ends[count] = to;
            computed[count++] = now;
            from = to;
        }
    }

    /** The index of the first quaternion of a run. */
    int start(int run) {
        return starts[run];
    }

    /** The index behind the last quaternion of a run. */
    int end(int run) {
        return ends[run];
    }

    /** The index of the computed column, plus {@link QuatGrid#NEGATIVE} if it is negative. */
    int computed(int run) {
        return computed[run];
    }

    int column(int run) {
        return computed[run] & (QuatGrid.NEGATIVE - 1);
    }

    boolean isNegative(int run) {
        return computed[run] >= QuatGrid.NEGATIVE;
    }
}
