package io.worldreel.cli;

/** Ends a verb with exit code 1. The message is one line: what failed, where, why, what to do. */
final class FailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    FailedException(String message) {
        super(message);
    }

    FailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
