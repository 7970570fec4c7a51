package io.worldreel.format.window;

import java.util.ArrayList;
import java.util.List;

/**
 * Quaternions of a row that follow each other and have the same computed column.
 *
 * @param from the index of the first, and {@code to} that behind the last
 * @param computed the index of the computed column, plus {@link QuatGrid#NEGATIVE} if it is negative
 */
record QuatRun(int from, int to, int computed) {
    /** The bits of a change that say which column is computed. */
    static final int INDEX = 2 * QuatGrid.NEGATIVE - 1;

    /**
     * Finds the runs of a row.
     *
     * @param changes of each quaternion: in the lowest bits, what of the number of its computed column is not as before
     * @param computed that of the quaternion before the first
     */
    static List<QuatRun> find(int[] changes, int start, int end, int computed) {
        List<QuatRun> runs = new ArrayList<>();
        int now = computed;
        for (int from = start; from < end;) {
            now ^= changes[from] & INDEX;
            int to = from + 1;
            while (to < end && (changes[to] & INDEX) == 0) {
                to++;
            }
            runs.add(new QuatRun(from, to, now));
            from = to;
        }
        return runs;
    }

    int column() {
        return computed & (QuatGrid.NEGATIVE - 1);
    }

    boolean isNegative() {
        return computed >= QuatGrid.NEGATIVE;
    }
}
