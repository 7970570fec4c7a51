package io.worldreel.replayer.sql;

import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.core.CoreResultSet;
import org.sqlite.core.CoreStatement;
import org.sqlite.core.DB;
import org.sqlite.jdbc4.JDBC4ResultSet;

/**
 * Rows of a query. Where SQLite would do no more than hand on what lies in the arrays of a {@link SampleCursor} ({@link PlainLoop}),
 * this moves the cursor itself and reads the numbers there, which costs a tenth. SQLite then stays behind and is asked to catch up
 * for everything else: other types, conversions, and the end.
 */
final class ArchiveResultSet extends JDBC4ResultSet {
    /** So many rows come through SQLite before a look at its program pays. */
    private static final int ROWS_BEFORE_LOOKING = 64;

    private final ArchiveConnection archive;
    private final CoreResultSet ofStatement;
    private final Optional<SampleCursor> walk;
    private final String sql;
    private final int columnCount;
    private int[] columns = {};
    private @Nullable SampleCursor cursor;
    private boolean ahead;

    /**
     * @param ofStatement the rows as sqlite-jdbc gives them, just begun, of which this takes the place
     * @param walk the only walk over samples that the statement began, if there is one
     */
    ArchiveResultSet(ArchiveConnection archive, CoreStatement statement, CoreResultSet ofStatement,
            Optional<SampleCursor> walk, String sql) {
        super(statement);
        this.archive = archive;
        this.ofStatement = ofStatement;
        this.walk = walk;
        this.sql = sql;
        cols = ofStatement.cols;
        colsMeta = ofStatement.colsMeta;
        emptyResultSet = ofStatement.emptyResultSet;
        maxRows = ofStatement.maxRows;
        open = true;
        columnCount = cols.length;
    }

    @Override
    public boolean next() throws SQLException {
        if (row == ROWS_BEFORE_LOOKING && cursor == null && walk.isPresent()) {
            look(walk.get());
        }
        SampleCursor own = cursor;
        if (own != null && mayMove() && moved(own)) {
            lastCol = -1;
            row++;
            ahead = true;
            return true;
        }
        ahead = false;
        try {
            return isOpen() && super.next();
        } catch (SQLException failure) {
            throw archive.explained(failure);
        }
    }

    private boolean mayMove() {
        return isOpen() && !pastLastRow && (maxRows == 0 || row < maxRows);
    }

    private void look(SampleCursor candidate) {
        Optional<int[]> plain = PlainLoop.columns(archive, sql);
        if (plain.isPresent() && plain.get().length == columnCount) {
            columns = plain.get();
            cursor = candidate;
        }
    }

    /** If it did not move, SQLite's next step finds out why. */
    private static boolean moved(SampleCursor cursor) {
        try {
            cursor.next();
        } catch (Throwable failure) {
            cursor.hold(failure);
            return false;
        }
        if (cursor.atEnd()) {
            cursor.hold();
            return false;
        }
        return true;
    }

    private void catchUp() throws SQLException {
        if (ahead && cursor != null) {
            ahead = false;
            cursor.hold();
            try {
                int code = stmt.pointer.safeRunInt(DB::step);
                if (code != SQLITE_ROW) {
                    getDatabase().throwex(code);
                }
            } catch (SQLException failure) {
                throw archive.explained(failure);
            }
        }
    }

    /** Whoever asks for a column of SQLite asks for its number first. */
    @Override
    public int checkCol(int column) throws SQLException {
        checkOpen();
        catchUp();
        return super.checkCol(column);
    }

    /** The cursor, if it can answer for a column without SQLite. */
    private @Nullable SampleCursor answering(int column) {
        return ahead && column >= 1 && column <= columnCount && isOpen() ? cursor : null;
    }

    @Override
    public double getDouble(int column) throws SQLException {
        SampleCursor answering = answering(column);
        if (answering != null) {
            int field = columns[column - 1];
            switch (answering.form(field)) {
                case REAL -> {
                    lastCol = column;
                    return answering.real(field);
                }
                case WHOLE -> {
                    lastCol = column;
                    return answering.whole(field);
                }
                case TEXT, OTHER -> {
                }
            }
        }
        return super.getDouble(column);
    }

    @Override
    public float getFloat(int column) throws SQLException {
        return (float) getDouble(column);
    }

    @Override
    public long getLong(int column) throws SQLException {
        SampleCursor answering = answering(column);
        if (answering != null && answering.form(columns[column - 1]) == SampleCursor.Form.WHOLE) {
            lastCol = column;
            return answering.whole(columns[column - 1]);
        }
        return super.getLong(column);
    }

    @Override
    public int getInt(int column) throws SQLException {
        SampleCursor answering = answering(column);
        if (answering != null && answering.form(columns[column - 1]) == SampleCursor.Form.WHOLE) {
            lastCol = column;
            return (int) answering.whole(columns[column - 1]);
        }
        return super.getInt(column);
    }

    @Override
    public @Nullable String getString(int column) throws SQLException {
        SampleCursor answering = answering(column);
        if (answering != null && answering.form(columns[column - 1]) == SampleCursor.Form.TEXT) {
            lastCol = column;
            return answering.text(columns[column - 1]);
        }
        return super.getString(column);
    }

    @Override
    public @Nullable Object getObject(int column) throws SQLException {
        SampleCursor answering = answering(column);
        if (answering != null) {
            int field = columns[column - 1];
            lastCol = column;
            switch (answering.form(field)) {
                case REAL -> {
                    return answering.real(field);
                }
                case WHOLE -> {
                    long whole = answering.whole(field);
                    return whole == (int) whole ? (Object) (int) whole : (Object) whole;
                }
                case TEXT -> {
                    return answering.text(field);
                }
                case OTHER -> {
                }
            }
        }
        return super.getObject(column);
    }

    @Override
    public boolean wasNull() throws SQLException {
        SampleCursor answering = answering(lastCol);
        return (answering == null || answering.form(columns[lastCol - 1]) == SampleCursor.Form.OTHER)
                && super.wasNull();
    }

    /** The statement ends its own set of rows when it runs again or is closed. */
    @Override
    public boolean isOpen() {
        return super.isOpen() && ofStatement.isOpen();
    }

    @Override
    protected void checkOpen() throws SQLException {
        if (!isOpen()) {
            throw new SQLException("these rows are closed: the statement was closed or ran again");
        }
    }

    @Override
    public void close() throws SQLException {
        try {
            super.close();
        } finally {
            ofStatement.close();
        }
    }
}
