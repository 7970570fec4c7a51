package io.worldreel.format;

/** Two heads of a publication are signed that exclude each other: its key has two holders, and people have to say which one to believe. */
public final class ForkException extends FormatException {
    private static final long serialVersionUID = 1;

    /** @param reason why they exclude each other */
    public ForkException(String reason) {
        super("fork: " + reason + "; ask the publisher which of the two to believe");
    }
}
