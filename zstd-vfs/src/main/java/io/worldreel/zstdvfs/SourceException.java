package io.worldreel.zstdvfs;

/** The place that holds the bytes did not deliver them: a server that fails, ignores ranges or takes too long. */
public final class SourceException extends ZstdFileException {
    private static final long serialVersionUID = 1;

    SourceException(String file, String problem, String remedy) {
        super(file, "%s: %s; %s".formatted(file, problem, remedy));
    }
}
