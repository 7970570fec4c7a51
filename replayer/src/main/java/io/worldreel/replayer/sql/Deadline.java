package io.worldreel.replayer.sql;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Until when a query may run. Set and asked by the thread that runs it; {@link #cancel} may come from any. */
final class Deadline {
    /** The query must end. */
    static final class PassedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        PassedException(String message) {
            super(message, null, false, false);
        }
    }

    private final LongSupplier nanoTime;
    private long begun;
    private long allowed = Long.MAX_VALUE;
    private volatile boolean cancelled;

    /** @param nanoTime a clock that never goes back, such as {@link System#nanoTime} */
    Deadline(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** A query begins. */
    void begin(Duration time) {
        cancelled = false;
        begun = nanoTime.getAsLong();
        allowed = time.toNanos();
    }

    void cancel() {
        cancelled = true;
    }

    boolean isTimeUp() {
        return nanoTime.getAsLong() - begun > allowed;
    }

    boolean hasPassed() {
        return cancelled || isTimeUp();
    }

    /** @throws PassedException if the query must end */
    void check() {
        if (hasPassed()) {
            throw new PassedException(cancelled ? "the query was cancelled" : "the query took too long");
        }
    }
}
