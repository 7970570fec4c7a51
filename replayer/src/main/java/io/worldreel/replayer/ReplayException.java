package io.worldreel.replayer;

/** Why a recording could not be read. The message says what failed, where, why, and what to do. */
public class ReplayException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ReplayException(String message) {
        super(message);
    }

    public ReplayException(String message, Throwable cause) {
        super(message, cause);
    }
}
