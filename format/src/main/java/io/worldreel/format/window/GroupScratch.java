package io.worldreel.format.window;

import org.jspecify.annotations.Nullable;

/** Memory in which a group is decoded: who takes it owns it until he gives it back. What it holds is of use only meanwhile. */
final class GroupScratch {
    private static final int COLUMNS = 4;
    private static final int STRIDE = SeriesEncoder.MAX_LENGTH;

    /** A thread decodes one group after another, or one while it is at another. */
    private static final ThreadLocal<@Nullable GroupScratch> SPARE = new ThreadLocal<>();

    final Motion motion = new Motion();
    private int[][] residuals = new int[COLUMNS][STRIDE];
    private int[][] integers = new int[COLUMNS][0];
    private Turns turns = new Turns(0);

    private GroupScratch() {}

    /** The one that this thread gave back last, or a new one. */
    static GroupScratch take() {
        GroupScratch spare = SPARE.get();
        SPARE.remove();
        return spare == null ? new GroupScratch() : spare;
    }

    void giveBack() {
        SPARE.set(this);
    }

    /** Of each column, room for the residuals of so many rows. */
    int[][] residuals(int rows) {
        if (residuals[0].length < rows * STRIDE) {
            residuals = new int[COLUMNS][rows * STRIDE];
        }
        return residuals;
    }

    /** Of each column, room for the integers of so many rows. */
    int[][] integers(int rows) {
        if (integers[0].length < rows * STRIDE) {
            integers = new int[COLUMNS][rows * STRIDE];
        }
        return integers;
    }

    /** Room for how so many rows turn. */
    Turns turns(int rows) {
        if (turns.size() < rows * STRIDE) {
            turns = new Turns(rows * STRIDE);
        }
        return turns;
    }
}
