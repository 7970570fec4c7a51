package io.worldreel.replayer.sql;

import org.sqlite.SQLiteConnection;

/** Which statement of a connection runs. Owned by the thread that uses the connection. */
final class StatementRuns {
    private StatementRun current;

    StatementRuns(SQLiteConnection connection) {
        current = new StatementRun(connection, "");
    }

    StatementRun begin(SQLiteConnection connection, String sql) {
        current.end();
        current = new StatementRun(connection, sql);
        return current;
    }

    /** The one that began last. */
    StatementRun current() {
        return current;
    }
}
