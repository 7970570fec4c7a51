package io.worldreel.format;

/** Bytes of a major version that this reader does not know. */
public final class VersionException extends FormatException {
    private static final long serialVersionUID = 1;

    private final boolean tooNew;

    private VersionException(String message, boolean tooNew) {
        super(message);
        this.tooNew = tooNew;
    }

    /** Whether a newer Worldreel would read them; otherwise an older one would. */
    public boolean tooNew() {
        return tooNew;
    }

    /**
     * Returns if this reader can read {@code major}.{@code minor}; a newer minor version only adds what may be ignored.
     *
     * @param what names the container and its place, for the message
     */
    public static void check(String what, int major, int minor) {
        if (major > FormatVersion.MAJOR) {
            throw new VersionException(
                    what + " has format version " + major + "." + minor + ", this Worldreel reads up to "
                            + FormatVersion.MAJOR + ".x: use a newer Worldreel",
                    true);
        }
        if (major < FormatVersion.OLDEST_MAJOR || (major == 0 && minor < FormatVersion.OLDEST_MINOR_OF_ZERO)) {
            throw new VersionException(
                    what + " has format version " + major + "." + minor + ", older than the oldest that this "
                            + "Worldreel reads: use an older Worldreel to convert it",
                    false);
        }
    }
}
