package io.worldreel.publisher.key;

/** A key file that cannot be used. The message says which, why, and what to do. */
public final class KeyFileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    KeyFileException(String message) {
        super(message);
    }

    KeyFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
