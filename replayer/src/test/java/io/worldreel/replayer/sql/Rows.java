package io.worldreel.replayer.sql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Rows of a query as text that tells 7 from '7' and 0 from 0.0. */
final class Rows {
    private Rows() {}

    static List<String> of(Connection db, String sql) throws SQLException {
        try (Statement statement = db.createStatement(); ResultSet result = statement.executeQuery(sql)) {
            return of(result);
        }
    }

    static List<String> of(ResultSet result) throws SQLException {
        List<String> rows = new ArrayList<>();
        int columns = result.getMetaData().getColumnCount();
        while (result.next()) {
            @Nullable
            Object[] row = new @Nullable Object[columns];
            for (int c = 0; c < columns; c++) {
                row[c] = result.getObject(c + 1);
            }
            rows.add(text(row));
        }
        return rows;
    }

    static String text(@Nullable Object... values) {
        StringJoiner row = new StringJoiner("|");
        for (Object value : values) {
            row.add(switch (value) {
                case null -> "NULL";
                case Number number -> number.toString();
                case byte[] bytes -> "x" + HexFormat.of().formatHex(bytes);
                default -> "'" + value + "'";
            });
        }
        return row.toString();
    }

    static List<String> columns(Connection db, String table) throws SQLException {
        try (Statement statement = db.createStatement();
                ResultSet result = statement.executeQuery("SELECT *, source FROM " + table + " LIMIT 0")) {
            List<String> names = new ArrayList<>();
            for (int c = 1; c <= result.getMetaData().getColumnCount(); c++) {
                names.add(result.getMetaData().getColumnName(c));
            }
            return names;
        }
    }
}
