package io.worldreel.publisher.mirror;

/** Why nothing was published. The message says what failed, where, why, and what to do. */
public final class PublishException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public PublishException(String message) {
        super(message);
    }

    public PublishException(String message, Throwable cause) {
        super(message, cause);
    }
}
