package io.worldreel.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/** Parquet, zstd, by DuckDB: sorted by entity and tick, which makes it smallest, and queried in the file. */
record PeerParquet() implements Peer {
    @Override
    public String name() {
        return "Parquet by DuckDB";
    }

    private static Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:duckdb:");
    }

    @Override
    public void write(PeerRows match, Path place) throws Exception {
        try (Connection db = connect(); Statement statement = db.createStatement()) {
            statement.execute("CREATE TABLE sample(tick BIGINT, time BIGINT, entity BIGINT, sleeping BOOLEAN, "
                    + String.join(" FLOAT, ", PeerRows.COLUMNS) + " FLOAT)");
            try (var appender = ((DuckDBConnection) db).createAppender("main", "sample")) {
                for (PeerRows.Row row : match.rows()) {
                    appender.beginRow().append(row.tick()).append(row.timeNanos()).append(row.entity())
                            .append(row.sleeping());
                    for (float value : row.values()) {
                        appender.append(value);
                    }
                    appender.endRow();
                }
            }
            statement.execute("COPY (SELECT * FROM sample ORDER BY entity, tick) TO '" + place
                    + "' (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2)");
        }
    }

    private static String state(String file) {
        return "SELECT max(tick), arg_max(time, tick), entity, arg_max(sleeping, tick), "
                + PeerRows.COLUMNS.stream().map(column -> "arg_max(" + column + ", tick)")
                        .collect(Collectors.joining(", "))
                + " FROM " + file + " WHERE tick <= ? GROUP BY entity";
    }

    @Override
    public Reader open(Path place) throws Exception {
        String file = "read_parquet('" + place + "')";
        return new PeerQueries(connect(), file, state(file));
    }
}
