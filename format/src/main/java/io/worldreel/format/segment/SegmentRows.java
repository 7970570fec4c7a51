package io.worldreel.format.segment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Reads rows of a segment's tables by SQLite, of which a connection is made when the first are asked for. */
final class SegmentRows implements AutoCloseable {
    private final String name;
    private final Connecting connecting;
    private @Nullable Connection db;
    private boolean closed;

    /** Makes a connection. */
    interface Connecting {
        Connection connect() throws SQLException;
    }

    /** Takes a row. */
    interface Action {
        void accept(ResultSet row) throws SQLException;
    }

    /** Sets the parameters of a query. */
    interface Binding {
        void bind(PreparedStatement statement) throws SQLException;
    }

    /** @param name the file, for messages */
    SegmentRows(String name, Connecting connecting) {
        this.name = name;
        this.connecting = connecting;
    }

    String name() {
        return name;
    }

    /** @throws UncheckedIOException if it is closed */
    void requireOpen() {
        if (closed) {
            throw new UncheckedIOException(new IOException(name + " is closed"));
        }
    }

    Connection db() {
        requireOpen();
        Connection made = db;
        if (made == null) {
            try {
                made = connecting.connect();
            } catch (SQLException failure) {
                throw SqlFailure.of("opening " + name, failure);
            }
            db = made;
        }
        return made;
    }

    void query(String sql, Binding binding, Action action) {
        try (PreparedStatement statement = db().prepareStatement(sql)) {
            binding.bind(statement);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    action.accept(rows);
                }
            }
        } catch (SQLException failure) {
            throw SqlFailure.of("reading " + name, failure, db());
        }
    }

    boolean hasTable(String table) {
        boolean[] found = new boolean[1];
        query("SELECT 1 FROM sqlite_schema WHERE name = ?1", statement -> statement.setString(1, table),
                row -> found[0] = true);
        return found[0];
    }

    @Override
    public void close() {
        closed = true;
        try {
            if (db != null) {
                db.close();
            }
        } catch (SQLException failure) {
            throw SqlFailure.of("closing " + name, failure);
        }
    }
}
