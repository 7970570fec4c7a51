package io.worldreel.recorder.listen;

/** A sender broke a rule, or cannot be taken. The message is told to it. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedException(String message) {
        super(message);
    }

    RefusedException(Exception cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
