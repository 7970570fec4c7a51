package io.worldreel.recorder.listen;

/** A sender broke a rule, or cannot be taken. The message is told to it, unless it had better try again. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean told;

    RefusedException(String message) {
        this(message, true);
    }

    private RefusedException(String message, boolean told) {
        super(message);
        this.told = told;
    }

    /** The recorder stops: to the sender that is a broken connection, and it will look for the next recorder. */
    static RefusedException stopping() {
        return new RefusedException("the recorder is stopping", false);
    }

    /** The source's last session takes its time to be sealed: to the sender that is a broken connection, and it will try again. */
    static RefusedException sealing(String source) {
        return new RefusedException("source '" + source + "' is still being sealed", false);
    }

    boolean isTold() {
        return told;
    }

    RefusedException(Exception cause) {
        super(String.valueOf(cause.getMessage()), cause);
        told = true;
    }
}
