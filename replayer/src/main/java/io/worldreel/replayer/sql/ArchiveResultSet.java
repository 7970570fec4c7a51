package io.worldreel.replayer.sql;

import io.worldreel.replayer.sql.RowsAhead.Form;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.core.CoreResultSet;
import org.sqlite.core.CoreStatement;
import org.sqlite.core.DB;
import org.sqlite.jdbc4.JDBC4ResultSet;

/**
 * Rows of a query. Where SQLite would do no more than hand on what lies in the arrays of a {@link SampleCursor} ({@link PlainLoop}),
 * this moves the cursor itself and reads the numbers there, which costs a tenth; where it would do no more than aggregate them, the
 * rows are those of a {@link Fold}. SQLite then stays behind and is asked to catch up for everything else: other types, conversions,
 * and the end. With a fold it has to run its whole program for that.
 */
final class ArchiveResultSet extends JDBC4ResultSet {
    /** So many rows come through SQLite before a look at its program pays. */
    private static final int ROWS_BEFORE_LOOKING = 64;

    private final ArchiveConnection archive;
    private final CoreResultSet ofStatement;
    private final Optional<SampleCursor> walk;
    private final String sql;
    private final int columnCount;
    private RowsAhead rows;
    private boolean ahead;

    /**
     * @param ofStatement the rows as sqlite-jdbc gives them, just begun, of which this takes the place
     * @param run how the statement began
     */
    ArchiveResultSet(ArchiveConnection archive, CoreStatement statement, CoreResultSet ofStatement,
            StatementRun run, String sql) {
        super(statement);
        this.archive = archive;
        this.ofStatement = ofStatement;
        this.sql = sql;
        walk = run.onlyWalk();
        rows = run.folded().<RowsAhead>map(RowsAhead.Folded::new).orElse(RowsAhead.NONE);
        cols = ofStatement.cols;
        colsMeta = ofStatement.colsMeta;
        emptyResultSet = run.folded().map(List::isEmpty).orElse(ofStatement.emptyResultSet);
        maxRows = ofStatement.maxRows;
        open = true;
        columnCount = cols.length;
    }

    @Override
    public boolean next() throws SQLException {
        if (row == ROWS_BEFORE_LOOKING && rows instanceof RowsAhead.None && walk.isPresent()) {
            look(walk.get());
        }
        if (mayMove() && rows.next()) {
            lastCol = -1;
            row++;
            ahead = true;
            return true;
        }
        ahead = false;
        if (rows instanceof RowsAhead.Folded) {
            pastLastRow |= maxRows == 0 || row < maxRows;
            return false;
        }
        try {
            return isOpen() && super.next();
        } catch (SQLException failure) {
            throw archive.explained(failure);
        }
    }

    /** Whether the rows were found without SQLite. */
    boolean isFolded() {
        return rows instanceof RowsAhead.Folded;
    }

    private boolean mayMove() {
        return isOpen() && !pastLastRow && (maxRows == 0 || row < maxRows);
    }

    private void look(SampleCursor candidate) {
        Optional<int[]> plain = PlainLoop.columns(archive, sql);
        if (plain.isPresent() && plain.get().length == columnCount) {
            rows = new RowsAhead.Walked(candidate, plain.get());
        }
    }

    private void catchUp() throws SQLException {
        if (!ahead) {
            return;
        }
        ahead = false;
        try {
            switch (rows) {
                case RowsAhead.None() -> {
                }
                case RowsAhead.Walked(SampleCursor cursor, int[] columns) -> {
                    cursor.hold();
                    step();
                }
                case RowsAhead.Folded folded -> {
                    rows = RowsAhead.NONE;
                    stmt.pointer.safeRunInt(DB::reset);
                    for (int i = 0; i < row; i++) {
                        step();
                    }
                }
            }
        } catch (SQLException failure) {
            throw archive.explained(failure);
        }
    }

    private void step() throws SQLException {
        int code = stmt.pointer.safeRunInt(DB::step);
        if (code != SQLITE_ROW) {
            getDatabase().throwex(code);
        }
    }

    /** Whoever asks for a column of SQLite asks for its number first. */
    @Override
    public int checkCol(int column) throws SQLException {
        checkOpen();
        catchUp();
        return super.checkCol(column);
    }

    /** The rows that can answer for a column without SQLite, if there are such. */
    private RowsAhead answering(int column) {
        return ahead && column >= 1 && column <= columnCount && isOpen() ? rows : RowsAhead.NONE;
    }

    private Form form(RowsAhead answering, int column) {
        Form form = answering.form(column - 1);
        if (form != Form.OTHER) {
            lastCol = column;
        }
        return form;
    }

    @Override
    public double getDouble(int column) throws SQLException {
        RowsAhead answering = answering(column);
        return switch (form(answering, column)) {
            case REAL -> answering.real(column - 1);
            case WHOLE -> answering.whole(column - 1);
            case NULL -> 0;
            case TEXT, OTHER -> super.getDouble(column);
        };
    }

    @Override
    public float getFloat(int column) throws SQLException {
        return (float) getDouble(column);
    }

    @Override
    public long getLong(int column) throws SQLException {
        RowsAhead answering = answering(column);
        return switch (form(answering, column)) {
            case REAL -> (long) answering.real(column - 1);
            case WHOLE -> answering.whole(column - 1);
            case NULL -> 0;
            case TEXT, OTHER -> super.getLong(column);
        };
    }

    @Override
    public int getInt(int column) throws SQLException {
        return (int) getLong(column);
    }

    @Override
    public @Nullable String getString(int column) throws SQLException {
        RowsAhead answering = answering(column);
        return switch (form(answering, column)) {
            case TEXT -> answering.text(column - 1);
            case NULL -> null;
            case WHOLE, REAL, OTHER -> super.getString(column);
        };
    }

    @Override
    public @Nullable Object getObject(int column) throws SQLException {
        RowsAhead answering = answering(column);
        return switch (form(answering, column)) {
            case REAL -> answering.real(column - 1);
            case WHOLE -> {
                long whole = answering.whole(column - 1);
                yield whole == (int) whole ? (Object) (int) whole : (Object) whole;
            }
            case TEXT -> answering.text(column - 1);
            case NULL -> null;
            case OTHER -> super.getObject(column);
        };
    }

    @Override
    public boolean wasNull() throws SQLException {
        return switch (answering(lastCol).form(lastCol - 1)) {
            case NULL -> true;
            case OTHER -> super.wasNull();
            case WHOLE, REAL, TEXT -> false;
        };
    }

    /** How many there are SQLite need not be asked. */
    @Override
    public int getColumnCount() throws SQLException {
        checkOpen();
        return columnCount;
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
