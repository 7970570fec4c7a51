package io.worldreel.replayer.sql;

/**
 * A column of a table.
 *
 * @param type what it is declared as; empty if values of several types are in it
 * @param hidden whether {@code SELECT *} leaves it out
 * @param key what a condition on it can narrow down
 */
record Column(String name, String type, boolean hidden, SearchKey key) {

    static final Column TICK = new Column("tick", "INTEGER", false, SearchKey.TICK);
    static final Column TIME = new Column("time", "INTEGER", false, SearchKey.TIME);
    static final Column ENTITY = new Column("entity", "", false, SearchKey.ENTITY);
    static final Column KIND = new Column("kind", "TEXT", false, SearchKey.KIND);
    static final Column COMPONENT = new Column("component", "TEXT", false, SearchKey.COMPONENT);
    static final Column SOURCE = new Column("source", "TEXT", true, SearchKey.SOURCE);

    static final Column AT = parameter("at", SearchKey.AT);

    static Column plain(String name, String type) {
        return new Column(name, type, false, SearchKey.NONE);
    }

    /** What a table is told by {@code WHERE}, or as a function by its arguments. */
    static Column parameter(String name, SearchKey key) {
        return new Column(name, "", true, key);
    }

    /** As {@code CREATE TABLE} has it. */
    String declaration() {
        return Names.quoted(name) + " " + type + (hidden ? " HIDDEN" : "");
    }
}
