package io.worldreel.format.window;

/** What is known of the grids of a column from the series before: how the next one is likely to be written. */
final class GridHint {
    private static final int SERIES_A_COMPARISON = 16;

    private int digits;
    private boolean binary;
    private int series;
    final Search decimals = new Search();
    final Search fractions = new Search();

    /** How many digits after the point values are likely to have. */
    int digits() {
        return digits;
    }

    void foundDigits(int newDigits) {
        digits = newDigits;
        decimals.ended(true);
    }

    /** Whether binary digits are to be tried first, and decimal ones only where those take many bits. */
    boolean isBinary() {
        return binary && ++series % SERIES_A_COMPARISON != 0;
    }

    void chose(int coding) {
        binary = coding > Coding.BINARY;
    }

    /** Whether it is worth looking for a grid: where that was often in vain, now and then. */
    static final class Search {
        private static final int PATIENCE = 4;
        private static final int SERIES_A_SEARCH = 16;

        private int inVain;
        private int passed;

        boolean isDue() {
            return inVain < PATIENCE || ++passed % SERIES_A_SEARCH == 0;
        }

        void ended(boolean found) {
            inVain = found ? 0 : inVain + 1;
        }
    }
}
