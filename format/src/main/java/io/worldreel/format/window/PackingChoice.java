package io.worldreel.format.window;

import com.github.luben.zstd.Zstd;

/**
 * Whether the rows of a component are packed: now and then both ways are tried, and the smaller one is kept to until the next
 * trial.
 */
final class PackingChoice {
    private static final int WINDOWS_A_TRIAL = 16;
    private static final int LEVEL = 1;

    private boolean packs = true;
    private int windows;

    /** Begins the next window; true if both ways are to be tried on the first part of it. */
    boolean beginWindow() {
        return windows++ % WINDOWS_A_TRIAL == 0;
    }

    boolean packs() {
        return packs;
    }

    /**
     * Chooses by what a fast compressor leaves of a part written both ways.
     *
     * @param chosen as {@link #packs} says
     * @param other the other way
     * @return whether the choice stays
     */
    boolean isBetter(byte[] chosen, byte[] other) {
        boolean stays = Zstd.compress(chosen, LEVEL).length <= Zstd.compress(other, LEVEL).length;
        packs = stays == packs;
        return stays;
    }
}
