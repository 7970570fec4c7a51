package io.worldreel.cli;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import tools.jackson.core.JsonGenerator;

/** Prints the rows of an SQL query: JSON objects, CSV or a table. */
interface RowPrinter extends AutoCloseable {
    /** Prints the row at which {@code rows} stands. */
    void print(ResultSet rows) throws SQLException;

    @Override
    void close();

    static RowPrinter of(Invocation run, ResultSet rows, boolean csv) throws SQLException {
        List<String> names = columnNames(rows.getMetaData());
        if (run.json()) {
            return new AsJson(run.out(), names);
        }
        return csv ? new AsCsv(run.out(), names) : new AsTable(new Table(run.out(), names), names.size());
    }

    /** SQL lets several columns have one name, a JSON object does not: later ones get a number. */
    private static List<String> columnNames(ResultSetMetaData columns) throws SQLException {
        Set<String> taken = new LinkedHashSet<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            String name = columns.getColumnLabel(i);
            String unique = name;
            for (int n = 2; !taken.add(unique); n++) {
                unique = name + "_" + n;
            }
        }
        return List.copyOf(taken);
    }

    private static List<String> texts(ResultSet rows, int columns) throws SQLException {
        List<String> texts = new ArrayList<>(columns);
        for (int i = 1; i <= columns; i++) {
            texts.add(text(rows, i));
        }
        return texts;
    }

    private static String text(ResultSet rows, int column) throws SQLException {
        return switch (rows.getObject(column)) {
            case null -> "";
            case byte[] bytes -> Base64.getEncoder().encodeToString(bytes);
            case Object value -> value.toString();
        };
    }

    /** One object a row; blobs are base64, infinities the strings of FORMAT.md. */
    record AsJson(Output out, List<String> names) implements RowPrinter {
        @Override
        public void print(ResultSet rows) throws SQLException {
            Object[] values = new Object[names.size()];
            boolean[] nulls = new boolean[names.size()];
            for (int i = 0; i < names.size(); i++) {
                Object value = rows.getObject(i + 1);
                nulls[i] = value == null;
                values[i] = value == null ? "" : value;
            }
            out.object(json -> {
                for (int i = 0; i < names.size(); i++) {
                    json.writeName(names.get(i));
                    if (nulls[i]) {
                        json.writeNull();
                    } else {
                        write(json, values[i]);
                    }
                }
            });
        }

        private static void write(JsonGenerator json, Object value) {
            switch (value) {
                case Double number -> JsonValues.number(json, number);
                case Integer number -> json.writeNumber(number);
                case Long number -> json.writeNumber(number);
                case byte[] bytes -> json.writeBinary(bytes);
                default -> json.writeString(value.toString());
            }
        }

        @Override
        public void close() {}
    }

    /** RFC 4180 with a header; NULL is an empty cell, blobs are base64. */
    record AsCsv(Output out, List<String> names) implements RowPrinter {
        public AsCsv {
            out.line(Csv.line(names));
        }

        @Override
        public void print(ResultSet rows) throws SQLException {
            out.line(Csv.line(texts(rows, names.size())));
        }

        @Override
        public void close() {}
    }

    /** Columns for reading. */
    record AsTable(Table table, int columns) implements RowPrinter {
        @Override
        public void print(ResultSet rows) throws SQLException {
            table.row(texts(rows, columns));
        }

        @Override
        public void close() {
            table.close();
        }
    }
}
