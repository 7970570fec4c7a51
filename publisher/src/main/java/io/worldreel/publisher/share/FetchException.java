package io.worldreel.publisher.share;

/** Why something can never be fetched. The message says what failed, where, why, and what to do. */
public final class FetchException extends RuntimeException {
    private static final long serialVersionUID = 1;

    FetchException(String message) {
        super(message);
    }
}
