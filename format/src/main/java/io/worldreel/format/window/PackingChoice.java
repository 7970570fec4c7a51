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
    /** A frame adds no more bytes to a part of one block. */
    private static final int MOST_ADDED = 32;

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
     * @return the part that is chosen
     */
    byte[] choose(byte[] packed, byte[] planes) {
        boolean before = packs;
        double most = compressed(planes) * WORSE;
        // Of packed rows a compressor leaves nearly all, so that it is mostly not needed.
        packs = most >= packed.length + MOST_ADDED || most >= compressed(packed);
        trials.looked(packs == before);
        return packs ? packed : planes;
    }

    private static int compressed(byte[] part) {
        synchronized (COMPRESSOR) {
            return COMPRESSOR.compress(part).length;
        }
    }
}
