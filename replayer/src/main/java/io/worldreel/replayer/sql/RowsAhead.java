package io.worldreel.replayer.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of a query that are read past SQLite, which stays behind. Columns of the result are numbered from 0. */
sealed interface RowsAhead {
    /** As what a column of the current row can be read. */
    enum Form {
        WHOLE, REAL, TEXT, NULL,
        /** Only by SQLite. */
        OTHER
    }

    RowsAhead NONE = new None();

    /** Goes to the next row; false at the end, and where only SQLite can say why not. */
    boolean next();

    Form form(int column);

    /** A column of form {@link Form#WHOLE}. */
    long whole(int column);

    /** A column of form {@link Form#REAL}. */
    double real(int column);

    /** A column of form {@link Form#TEXT}. */
    String text(int column);

    /** None: SQLite hands out every row. */
    record None() implements RowsAhead {
        @Override
        public boolean next() {
            return false;
        }

        @Override
        public Form form(int column) {
            return Form.OTHER;
        }

        @Override
        public long whole(int column) {
            throw new IllegalStateException();
        }

        @Override
        public double real(int column) {
            throw new IllegalStateException();
        }

        @Override
        public String text(int column) {
            throw new IllegalStateException();
        }
    }

    /**
     * Those of a walk, of which SQLite would only hand columns on ({@link PlainLoop}).
     *
     * @param columns for each column of the result that of the table
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Walked(SampleCursor cursor, int[] columns) implements RowsAhead {
        @Override
        public boolean next() {
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

        @Override
        public Form form(int column) {
            return cursor.form(columns[column]);
        }

        @Override
        public long whole(int column) {
            return cursor.whole(columns[column]);
        }

        @Override
        public double real(int column) {
            return cursor.real(columns[column]);
        }

        @Override
        public String text(int column) {
            return cursor.text(columns[column]);
        }
    }

    /** Those that were found while SQLite began the statement ({@link Fold}): it has seen no row of it. */
    final class Folded implements RowsAhead {
        private final List<@Nullable Object[]> rows;
        private int row = -1;

        /** @param rows each value a Long, Double, String or null */
        Folded(List<@Nullable Object[]> rows) {
            this.rows = rows;
        }

        @Override
        public boolean next() {
            row++;
            return row < rows.size();
        }

        private @Nullable Object value(int column) {
            return rows.get(row)[column];
        }

        @Override
        public Form form(int column) {
            return switch (value(column)) {
                case null -> Form.NULL;
                case Long whole -> Form.WHOLE;
                case Double real -> Form.REAL;
                default -> Form.TEXT;
            };
        }

        @Override
        public long whole(int column) {
            return value(column) instanceof Long whole ? whole : 0;
        }

        @Override
        public double real(int column) {
            return value(column) instanceof Double real ? real : 0;
        }

        @Override
        public String text(int column) {
            return String.valueOf(value(column));
        }
    }
}
