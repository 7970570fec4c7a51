package io.worldreel.format.window;

/** The slots of a {@link ValueLog} by row, then tick. One object serves window after window. */
final class RowSlots {
    /** The row of a slot whose value another one of the same tick replaces. */
    static final int SUPERSEDED = -1;

    private int[] slots = new int[64];
    private int[] starts = new int[65];
    private int[] next = new int[64];

    /**
     * Sorts so many slots.
     *
     * @param rowOf of each slot
     * @param slotsOfRow how many slots each row has
     */
    void sort(int[] rowOf, int count, int[] slotsOfRow, int rows) {
        if (slots.length < count) {
            slots = new int[Math.max(count, 2 * slots.length)];
        }
        if (starts.length <= rows) {
            starts = new int[Math.max(rows + 1, 2 * starts.length)];
            next = new int[starts.length];
        }
        for (int row = 0; row < rows; row++) {
            next[row] = starts[row];
            starts[row + 1] = starts[row] + slotsOfRow[row];
        }
        for (int slot = 0; slot < count; slot++) {
            if (rowOf[slot] != SUPERSEDED) {
                slots[next[rowOf[slot]]++] = slot;
            }
        }
    }

    /** Marks the ticks of a row's slots in a mask that begins at {@code at}. */
    void mark(int row, short[] tickOf, long[] masks, int at) {
        for (int i = starts[row]; i < starts[row + 1]; i++) {
            int tickIndex = tickOf[slots[i]];
            masks[at + tickIndex / Long.SIZE] |= 1L << tickIndex;
        }
    }

    /** Where the slots of a row begin, and those of the row before end. */
    int start(int row) {
        return starts[row];
    }

    int slot(int i) {
        return slots[i];
    }

    /** All of them; not to be changed. */
    int[] slots() {
        return slots;
    }
}
