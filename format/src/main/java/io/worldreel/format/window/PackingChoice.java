package io.worldreel.format.window;

import com.github.luben.zstd.ZstdCompressCtx;

/**
 * Whether the rows of a component are packed: now and then both ways are tried, and the smaller one is kept to until the next
 * trial.
 */
final class PackingChoice {
    /** Kept, for making one takes longer than a trial; used by one thread at a time. */
    private static final ZstdCompressCtx COMPRESSOR = new ZstdCompressCtx().setLevel(1);
    private static final double WORSE = 1.15;

    private final Recheck trials = new Recheck();
    private boolean packs = true;

    /** Begins the next window; true if both ways are to be tried on the first part of it. */
    boolean beginWindow() {
        return trials.isDue();
    }

    boolean packs() {
        return packs;
    }

    /**
     * Chooses by what a fast compressor leaves of a part written both ways. Planes must be much smaller: beside packed rows they
     * compress worse than alone.
     *
     * @param chosen as {@link #packs} says
     * @param other the other way
     * @return whether the choice stays
     */
    boolean isBetter(byte[] chosen, byte[] other) {
        int packed = compressed(packs ? chosen : other);
        int planes = compressed(packs ? other : chosen);
        boolean before = packs;
        packs = planes * WORSE >= packed;
        trials.looked(packs == before);
        return packs == before;
    }

    private static int compressed(byte[] part) {
        synchronized (COMPRESSOR) {
            return COMPRESSOR.compress(part).length;
        }
    }
}
