package io.worldreel.replayer.sql;

/** What the reader of an archive can look for without reading everything. */
enum SearchKey {
    NONE, TICK, TIME, ENTITY, COMPONENT, KIND, SOURCE,
    /** What a table is to be told, as the arguments of a function. */
    AT, X, Y, Z, RADIUS, FROM, TO, OF, WORDS;

    /** Whether values are integers and ranges can be looked for. */
    boolean isOrdered() {
        return this == TICK || this == TIME;
    }

    /** Whether it is no property of rows, but says which rows there are. */
    boolean isParameter() {
        return compareTo(AT) >= 0;
    }
}
