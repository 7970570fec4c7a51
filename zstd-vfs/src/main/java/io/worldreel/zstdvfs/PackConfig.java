package io.worldreel.zstdvfs;

/**
 * How a seekable file is written.
 *
 * @param frameSize raw bytes in a zstd frame: a power of two, 4 KiB to 1 MiB. Smaller answers point queries with fewer
 *     bytes, larger compresses better
 * @param level zstd compression level, 1 to 22
 * @param literalLoss a zstd frame that Huffman codes would make smaller by no more than this part of it, 0 to 0.5, is written
 *     without them: readers take a quarter of the time then. With 0 there are none
 * @param hotBytes at most this many raw bytes of B-tree interior pages are copied next to the trailer, so that a remote
 *     lookup needs one read; 0 for none
 * @param replace whether an existing output file may be replaced
 */
public record PackConfig(int frameSize, int level, double literalLoss, long hotBytes, boolean replace) {
    /** 32 KiB zstd frames at level 3; never replaces a file. */
    public static final PackConfig DEFAULT = new PackConfig(32 << 10, 3, 0, 256L << 20, false);

    static final int MIN_FRAME_SIZE = 4 << 10;
    static final int MAX_FRAME_SIZE = 1 << 20;
    private static final double MAX_LITERAL_LOSS = 0.5;

    public PackConfig {
        if (Integer.bitCount(frameSize) != 1 || frameSize < MIN_FRAME_SIZE || frameSize > MAX_FRAME_SIZE) {
            throw new IllegalArgumentException(
                    "frame size " + frameSize + " is not a power of two from 4096 to 1048576");
        }
        if (level < 1 || level > 22) {
            throw new IllegalArgumentException("compression level " + level + " is not in 1..22");
        }
        if (!(literalLoss >= 0 && literalLoss <= MAX_LITERAL_LOSS)) {
            throw new IllegalArgumentException("literal loss " + literalLoss + " is not in 0.." + MAX_LITERAL_LOSS);
        }
        if (hotBytes < 0) {
            throw new IllegalArgumentException("hot bytes " + hotBytes + " are negative");
        }
    }

    public PackConfig withFrameSize(int newFrameSize) {
        return new PackConfig(newFrameSize, level, literalLoss, hotBytes, replace);
    }

    public PackConfig withLevel(int newLevel) {
        return new PackConfig(frameSize, newLevel, literalLoss, hotBytes, replace);
    }

    public PackConfig withLiteralLoss(double newLiteralLoss) {
        return new PackConfig(frameSize, level, newLiteralLoss, hotBytes, replace);
    }

    public PackConfig withHotBytes(long newHotBytes) {
        return new PackConfig(frameSize, level, literalLoss, newHotBytes, replace);
    }

    public PackConfig withReplace(boolean newReplace) {
        return new PackConfig(frameSize, level, literalLoss, hotBytes, newReplace);
    }
}
