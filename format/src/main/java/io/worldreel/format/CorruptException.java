package io.worldreel.format;

/** Bytes that no writer of this format produces: damage, or another format. */
public final class CorruptException extends FormatException {
    private static final long serialVersionUID = 1;

    public CorruptException(String message) {
        super(message);
    }

    public CorruptException(String message, Throwable cause) {
        super(message, cause);
    }
}
