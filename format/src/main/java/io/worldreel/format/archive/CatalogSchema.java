package io.worldreel.format.archive;

import io.worldreel.format.CorruptException;
import io.worldreel.format.FormatVersion;
import io.worldreel.format.VersionException;
import io.worldreel.format.segment.SqlFailure;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/** The tables of a catalog: how a file comes to have them, and how one that has none, or those of another version, is told. */
final class CatalogSchema {
    static final int APPLICATION_ID = 0x57524341;
    /** A recording of minutes has one row, which need not take more than all else about it. */
    private static final int PAGE_BYTES = 2 << 10;
    private static final int BUSY_MILLIS = 10_000;
    private static final String CHUNKS = """
            CREATE TABLE IF NOT EXISTS chunks(chunk TEXT PRIMARY KEY, world TEXT NOT NULL, source TEXT NOT NULL,
                first_tick INTEGER NOT NULL, last_tick INTEGER NOT NULL, from_ns INTEGER NOT NULL, to_ns INTEGER NOT NULL,
                bytes INTEGER NOT NULL, raw_bytes INTEGER NOT NULL, samples INTEGER NOT NULL, frames INTEGER NOT NULL,
                dropped INTEGER NOT NULL, missing INTEGER NOT NULL, sha256 TEXT NOT NULL) WITHOUT ROWID""";
    /** Older catalogs have none until somebody opens them to write. */
    private static final String ADDITIONS = """
            CREATE TABLE IF NOT EXISTS additions(number INTEGER PRIMARY KEY, chunk TEXT NOT NULL)""";

    private CatalogSchema() {}

    private interface Step {
        void run(Connection db) throws SQLException;
    }

    /** A connection that writes, to a catalog that has all tables: those that it lacks are made, and the file if there is none. */
    static Connection complete(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        return connect(file, config, db -> complete(file, db));
    }

    static Connection openReadOnly(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        return connect(file, config, db -> check(file.toString(), db));
    }

    private static Connection connect(Path file, SQLiteConfig config, Step first) {
        config.setBusyTimeout(BUSY_MILLIS);
        try {
            Connection db = config.createConnection("jdbc:sqlite:" + file);
            boolean usable = false;
            try {
                first.run(db);
                usable = true;
                return db;
            } finally {
                if (!usable) {
                    db.close();
                }
            }
        } catch (SQLException failure) {
            throw SqlFailure.of("opening catalog " + file, failure);
        }
    }

    private static void complete(Path file, Connection db) throws SQLException {
        synchronized (Catalog.FILES) {
            if (number(db, "SELECT count(*) FROM sqlite_schema") == 0) {
                create(db);
            }
            check(file.toString(), db);
            if (!hasAdditions(db)) {
                addAdditions(db);
            }
        }
    }

    /** Somebody else may do so at the same time. */
    private static void create(Connection db) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute("PRAGMA page_size = " + PAGE_BYTES);
            statement.execute("BEGIN IMMEDIATE");
            statement.execute(CHUNKS);
            statement.execute(ADDITIONS);
            statement.execute("PRAGMA application_id = " + APPLICATION_ID);
            statement.execute("PRAGMA user_version = " + (FormatVersion.MAJOR * 1000 + FormatVersion.MINOR));
            statement.execute("COMMIT");
        }
    }

    static boolean hasAdditions(Connection db) throws SQLException {
        return number(db, "SELECT count(*) FROM sqlite_schema WHERE name = 'additions'") == 1;
    }

    /** Somebody else may do so at the same time. */
    private static void addAdditions(Connection db) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            if (!hasAdditions(db)) {
                statement.execute(ADDITIONS);
                statement.execute("INSERT INTO additions(chunk) SELECT chunk FROM chunks ORDER BY from_ns, chunk");
            }
            statement.execute("COMMIT");
        }
    }

    /**
     * Tells a catalog from other databases, and its version from those that are read.
     *
     * @param name of the file, for messages
     */
    static void check(String name, Connection db) throws SQLException {
        if (number(db, "PRAGMA application_id") != APPLICATION_ID) {
            throw new CorruptException(name + " is no catalog of an archive");
        }
        int version = number(db, "PRAGMA user_version");
        VersionException.check("catalog " + name, version / 1000, version % 1000);
    }

    private static int number(Connection db, String query) throws SQLException {
        try (Statement statement = db.createStatement(); ResultSet result = statement.executeQuery(query)) {
            return result.getInt(1);
        }
    }
}
