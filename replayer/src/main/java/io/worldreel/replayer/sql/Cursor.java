package io.worldreel.replayer.sql;

/** A walk over rows of a table. SQLite filters first, then asks for columns while it has not reached the end. */
abstract class Cursor {
    /** Goes to the first of the rows within {@code bounds}. */
    abstract void filter(Bounds bounds) throws Throwable;

    abstract void next() throws Throwable;

    abstract boolean atEnd();

    /** Hands the value of a column of the current row to SQLite. */
    abstract void column(long context, int column) throws Throwable;

    /** A number that this row has in every walk, and no other row. */
    abstract long rowid();
}
