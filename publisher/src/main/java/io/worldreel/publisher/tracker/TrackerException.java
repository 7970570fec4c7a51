package io.worldreel.publisher.tracker;

/** A client asks for what it cannot have, or what is no message; the client is told and nobody else. */
final class TrackerException extends Exception {
    private static final long serialVersionUID = 1;

    TrackerException(String message) {
        super(message);
    }
}
