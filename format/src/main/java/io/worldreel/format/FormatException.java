package io.worldreel.format;

/** Stored or received bytes that cannot be used. The three kinds ask for three different remedies. */
public abstract sealed class FormatException extends RuntimeException permits CorruptException, VersionException {
    private static final long serialVersionUID = 1;

    FormatException(String message) {
        super(message);
    }

    FormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
