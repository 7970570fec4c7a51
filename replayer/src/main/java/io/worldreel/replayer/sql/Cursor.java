package io.worldreel.replayer.sql;

import org.jspecify.annotations.Nullable;

/** A walk over rows of a table. SQLite filters first, then asks for columns while it has not reached the end. */
abstract class Cursor {
    private boolean held;
    private @Nullable Throwable failure;

    /** Goes to the first of the rows within {@code bounds}. */
    abstract void filter(Bounds bounds) throws Throwable;

    abstract void next() throws Throwable;

    /** Lets the next step of SQLite find this where it stands: somebody else has moved it. */
    final void hold() {
        held = true;
    }

    /** Lets the next step of SQLite fail as a step has failed that somebody else made. */
    final void hold(Throwable newFailure) {
        held = true;
        failure = newFailure;
    }

    /** SQLite has made a step. */
    void stepped() {}

    /** Goes to the next row for SQLite. */
    final void step() throws Throwable {
        if (!held) {
            next();
            stepped();
            return;
        }
        held = false;
        Throwable kept = failure;
        failure = null;
        if (kept != null) {
            throw kept;
        }
    }

    abstract boolean atEnd();

    /** Hands the value of a column of the current row to SQLite. */
    abstract void column(long context, int column) throws Throwable;

    /** A number that this row has in every walk, and no other row. */
    abstract long rowid();
}
