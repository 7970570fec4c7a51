package io.worldreel.zstdvfs;

/** The place that holds the bytes did not deliver them: a server that fails, ignores ranges or takes too long. */
public final class SourceException extends ZstdFileException {
    private static final long serialVersionUID = 1;

    private final boolean missing;

    SourceException(String file, String problem, String remedy) {
        this(file, problem, remedy, false);
    }

    private SourceException(String file, String problem, String remedy, boolean missing) {
        super(file, "%s: %s; %s".formatted(file, problem, remedy));
        this.missing = missing;
    }

    /** For sources elsewhere: what was wanted did not come. */
    public static SourceException undelivered(String file, String problem, String remedy) {
        return new SourceException(file, problem, remedy);
    }

    static SourceException missing(String file, int status) {
        return new SourceException(file, "there is no such file (" + status + ")", "check the address", true);
    }

    /** Whether the place answered, and says that it has no such file: others of it may be there. */
    public boolean isMissing() {
        return missing;
    }
}
