package io.worldreel.format;

/** The version of FORMAT.md that this code writes. */
public final class FormatVersion {
    public static final int MAJOR = 0;
    public static final int MINOR = 1;
    /** The oldest major version that is still read. */
    public static final int OLDEST_MAJOR = 0;
    /** While the format is 0.x, the oldest minor version that is still read. */
    public static final int OLDEST_MINOR_OF_ZERO = 1;

    private FormatVersion() {}
}
