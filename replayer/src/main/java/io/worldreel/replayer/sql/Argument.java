package io.worldreel.replayer.sql;

/** What a query compares a column with. */
sealed interface Argument {
    record Whole(long value) implements Argument {}

    record Real(double value) implements Argument {}

    record Text(String value) implements Argument {}

    /** Bytes, which equal nothing that a pushed-down column holds and sort after it. */
    record Blob() implements Argument {}

    /** Compares as neither true nor false with anything. */
    record Null() implements Argument {}

    Argument BLOB = new Blob();
    Argument NULL = new Null();
}
