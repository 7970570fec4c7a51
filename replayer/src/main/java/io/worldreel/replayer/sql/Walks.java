package io.worldreel.replayer.sql;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which walk over samples the statement began that ran last. Owned by the thread that uses the connection. */
final class Walks {
    private @Nullable SampleCursor latest;
    private int count;

    /** A statement begins to run. */
    void begin() {
        latest = null;
        count = 0;
    }

    /** SQLite sends a cursor out. */
    void began(SampleCursor cursor) {
        latest = cursor;
        count++;
    }

    /** The walk of the statement that has just begun, if it began exactly one. */
    Optional<SampleCursor> only() {
        return count == 1 ? Optional.ofNullable(latest) : Optional.empty();
    }
}
