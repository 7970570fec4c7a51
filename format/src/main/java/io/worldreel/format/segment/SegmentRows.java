package io.worldreel.format.segment;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Reads rows of a segment's tables.
 *
 * @param name the file, for messages
 */
record SegmentRows(String name, Connection db) {
    /** Takes a row. */
    interface Action {
        void accept(ResultSet row) throws SQLException;
    }

    /** Sets the parameters of a query. */
    interface Binding {
        void bind(PreparedStatement statement) throws SQLException;
    }

    void query(String sql, Binding binding, Action action) {
        try (PreparedStatement statement = db.prepareStatement(sql)) {
            binding.bind(statement);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    action.accept(rows);
                }
            }
        } catch (SQLException failure) {
            throw SqlFailure.of("reading " + name, failure, db);
        }
    }

    boolean hasTable(String table) {
        boolean[] found = new boolean[1];
        query("SELECT 1 FROM sqlite_schema WHERE name = ?1", statement -> statement.setString(1, table),
                row -> found[0] = true);
        return found[0];
    }
}
