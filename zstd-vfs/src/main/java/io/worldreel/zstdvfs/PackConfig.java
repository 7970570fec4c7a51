package io.worldreel.zstdvfs;

/**
 * How a seekable file is written.
 *
 * @param frameSize raw bytes in a zstd frame: a power of two, 4 KiB to 1 MiB. Smaller answers point queries with fewer
 *     bytes, larger compresses better
 * @param level zstd compression level, 1 to 22
 * @param hotBytes at most this many raw bytes of B-tree interior pages are copied next to the trailer, so that a remote
 *     lookup needs one read; 0 for none
 * @param replace whether an existing output file may be replaced
 */
public record PackConfig(int frameSize, int level, long hotBytes, boolean replace) {
    /** 32 KiB zstd frames at level 3; never replaces a file. */
    public static final PackConfig DEFAULT = new PackConfig(32 << 10, 3, 256L << 20, false);

    static final int MIN_FRAME_SIZE = 4 << 10;
    static final int MAX_FRAME_SIZE = 1 << 20;

    public PackConfig {
        if (Integer.bitCount(frameSize) != 1 || frameSize < MIN_FRAME_SIZE || frameSize > MAX_FRAME_SIZE) {
            throw new IllegalArgumentException(
                    "frame size " + frameSize + " is not a power of two from 4096 to 1048576");
        }
        if (level < 1 || level > 22) {
            throw new IllegalArgumentException("compression level " + level + " is not in 1..22");
        }
        if (hotBytes < 0) {
            throw new IllegalArgumentException("hot bytes " + hotBytes + " are negative");
        }
    }

    public PackConfig withFrameSize(int newFrameSize) {
        return new PackConfig(newFrameSize, level, hotBytes, replace);
    }

    public PackConfig withLevel(int newLevel) {
        return new PackConfig(frameSize, newLevel, hotBytes, replace);
    }

    public PackConfig withHotBytes(long newHotBytes) {
        return new PackConfig(frameSize, level, newHotBytes, replace);
    }

    public PackConfig withReplace(boolean newReplace) {
        return new PackConfig(frameSize, level, hotBytes, newReplace);
    }
}
