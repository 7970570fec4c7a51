package io.worldreel.replayer.sql;

/** What the reader of an archive can look for without reading everything. */
enum SearchKey {
    NONE, TICK, TIME, ENTITY, COMPONENT, KIND, SOURCE, AT;

    /** Whether values are integers and ranges can be looked for. */
    boolean isOrdered() {
        return this == TICK || this == TIME;
    }
}
