package io.worldreel.format.segment;

import io.worldreel.format.CorruptException;
import io.worldreel.format.FormatVersion;
import io.worldreel.format.VersionException;
import io.worldreel.format.window.PartKind;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;

/** The tables of FORMAT.md, "Segments". */
final class SegmentSchema {
    static final int APPLICATION_ID = 0x57524C44;
    /** Larger pages save 0.2 % of a chunk, but hold the beginnings of many parts: a window's range would begin further before it. */
    static final int PAGE_BYTES = 4 << 10;

    private static final List<String> TABLES = List.of(
            "CREATE TABLE meta(key TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID",
            """
                    CREATE TABLE components(component INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, type TEXT NOT NULL,
                        role TEXT NOT NULL, unit TEXT NOT NULL, step REAL NOT NULL, lossy INTEGER NOT NULL)""",
            "CREATE TABLE entities(entity INTEGER PRIMARY KEY, id NOT NULL UNIQUE, kind TEXT NOT NULL)",
            """
                    CREATE TABLE lifetimes(entity INTEGER NOT NULL REFERENCES entities, spawn_tick INTEGER NOT NULL,
                        spawn_time_ns INTEGER NOT NULL, despawn_tick INTEGER, despawn_time_ns INTEGER, kind TEXT NOT NULL,
                        PRIMARY KEY(entity, spawn_tick)) WITHOUT ROWID""",
            """
                    CREATE TABLE events(event INTEGER PRIMARY KEY, tick INTEGER NOT NULL, time_ns INTEGER NOT NULL,
                        kind TEXT NOT NULL, entity INTEGER REFERENCES entities, encoding TEXT NOT NULL, data)""",
            "CREATE INDEX events_by_tick ON events(tick)", "CREATE INDEX events_by_kind ON events(kind, tick)",
            "CREATE INDEX events_by_entity ON events(entity, tick) WHERE entity IS NOT NULL",
            """
                    CREATE TABLE windows(window INTEGER PRIMARY KEY, first_tick INTEGER NOT NULL, last_tick INTEGER NOT NULL,
                        first_time_ns INTEGER NOT NULL, last_time_ns INTEGER NOT NULL, min_time_ns INTEGER NOT NULL,
                        max_time_ns INTEGER NOT NULL, frames INTEGER NOT NULL, samples INTEGER NOT NULL,
                        raw_bytes INTEGER NOT NULL, reference INTEGER NOT NULL)""",
            """
                    CREATE TABLE parts(part INTEGER PRIMARY KEY, window INTEGER NOT NULL, kind TEXT NOT NULL,
                        component INTEGER NOT NULL, grp INTEGER NOT NULL, data BLOB NOT NULL)""",
            """
                    CREATE TABLE gaps(first_tick INTEGER PRIMARY KEY, last_tick INTEGER NOT NULL, reason TEXT NOT NULL)""");

    private SegmentSchema() {}

    static void create(Connection db) throws SQLException {
        try (Statement statement = db.createStatement()) {
            for (String table : TABLES) {
                statement.execute(table);
            }
            statement.execute("PRAGMA application_id = " + APPLICATION_ID);
            statement.execute("PRAGMA user_version = " + userVersion());
        }
    }

    static int userVersion() {
        return FormatVersion.MAJOR * 1000 + FormatVersion.MINOR;
    }

    /** @param what the database, for messages */
    static void check(String what, Connection db) throws SQLException {
        check(what, number(db, "PRAGMA application_id"), number(db, "PRAGMA user_version"));
    }

    static void check(String what, int application, int version) {
        if (application != APPLICATION_ID) {
            throw new CorruptException(
                    what + " is a SQLite database but no segment of Worldreel: its application_id is "
                            + Integer.toHexString(application));
        }
        VersionException.check(what, version / 1000, version % 1000);
    }

    private static int number(Connection db, String query) throws SQLException {
        try (Statement statement = db.createStatement(); ResultSet result = statement.executeQuery(query)) {
            return result.getInt(1);
        }
    }

    /** The key of a part: parts of a window are neighbours, in the order in which a reader needs them. */
    static long partKey(int window, PartKind kind, int component, int group) {
        return (long) window << 24 | (long) kind.code() << 22 | (long) component << 12 | group;
    }

    static String label(PartKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
