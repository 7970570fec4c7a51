package io.worldreel.recorder;

/** A recording, a recovery or an import that cannot go on: the message says what failed, where, why, and what to do. */
public class RecorderException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public RecorderException(String message) {
        super(message);
    }

    public RecorderException(String message, Throwable cause) {
        super(message, cause);
    }
}
