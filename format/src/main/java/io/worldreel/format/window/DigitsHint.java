package io.worldreel.format.window;

/**
 * How many digits after the point the next series of a column is likely to have, and whether it is worth looking for others: a
 * column that often turned out to have none is searched only now and then.
 */
final class DigitsHint {
    private static final int PATIENCE = 4;
    private static final int SERIES_A_SEARCH = 16;

    private int digits;
    private int inVain;
    private int passed;

    int digits() {
        return digits;
    }

    /** Whether all digits are to be tried where those of the hint do not hold. */
    boolean isSearchDue() {
        return inVain < PATIENCE || ++passed % SERIES_A_SEARCH == 0;
    }

    /** Says how a search ended. */
    void found(int newDigits) {
        digits = newDigits;
        inVain = 0;
    }

    void foundNone() {
        inVain++;
    }
}
