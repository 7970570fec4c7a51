package io.worldreel.format;

/** Stored or received bytes that cannot be used. Each kind asks for another remedy. */
public abstract sealed class FormatException extends RuntimeException
        permits CorruptException, ForkException, VersionException {
    private static final long serialVersionUID = 1;

    FormatException(String message) {
        super(message);
    }

    FormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
