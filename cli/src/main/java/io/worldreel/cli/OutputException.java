package io.worldreel.cli;

import java.io.IOException;

/** Results cannot be written: their reader went away, or the disk behind stdout is full. */
final class OutputException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean closedPipe;

    OutputException(IOException cause) {
        super("writing to standard output failed: " + cause.getMessage(), cause);
        String reason = String.valueOf(cause.getMessage());
        closedPipe = reason.contains("Broken pipe") || reason.contains("Pipe closed");
    }

    /** Whether the reader has seen enough, as {@code head} does, which is no failure. */
    boolean isClosedPipe() {
        return closedPipe;
    }
}
