package io.worldreel.publisher.engine;

import java.io.IOException;

/** The engine did not do what it was asked: it died, could not start, or a torrent is not what it should be. */
public final class EngineException extends IOException {
    private static final long serialVersionUID = 1;

    public EngineException(String message) {
        super(message);
    }

    public EngineException(String message, Throwable cause) {
        super(message, cause);
    }
}
