package io.worldreel.bench;

import io.worldreel.zstdvfs.PackConfig;
import io.worldreel.zstdvfs.Packing;
import io.worldreel.zstdvfs.Progress;
import io.worldreel.zstdvfs.ZstdVfs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/** A row for each sample in SQLite, by tick and by entity; plain, or packed by zstd-vfs. */
record PeerSqlite(boolean packed) implements Peer {
    private static final String STATE = "SELECT s.* FROM entity e CROSS JOIN sample s ON s.entity = e.entity "
            + "AND s.tick = (SELECT max(tick) FROM sample WHERE entity = e.entity AND tick <= ?)";

    @Override
    public String name() {
        return packed ? "SQLite rows + zstd-vfs" : "SQLite rows, indexed";
    }

    @Override
    public void write(PeerRows match, Path place) throws Exception {
        Path plain = packed ? place.resolveSibling(place.getFileName() + ".plain") : place;
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + plain);
                Statement statement = db.createStatement()) {
            statement.execute("CREATE TABLE sample(tick INTEGER, time INTEGER, entity INTEGER, sleeping INTEGER, "
                    + String.join(" REAL, ", PeerRows.COLUMNS) + " REAL, PRIMARY KEY(tick, entity)) WITHOUT ROWID");
            insert(db, match);
            statement.execute("CREATE INDEX by_entity ON sample(entity, tick)");
            statement.execute("CREATE TABLE entity(entity INTEGER PRIMARY KEY)");
            statement.execute("INSERT INTO entity SELECT DISTINCT entity FROM sample");
        }
        if (packed) {
            Packing.pack(plain, place, PackConfig.DEFAULT, Progress.NONE);
            Files.delete(plain);
        }
    }

    static void insert(Connection db, PeerRows match) throws Exception {
        db.setAutoCommit(false);
        try (PreparedStatement insert = db.prepareStatement(
                "INSERT INTO sample VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (PeerRows.Row row : match.rows()) {
                insert.setLong(1, row.tick());
                insert.setLong(2, row.timeNanos());
                insert.setLong(3, row.entity());
                insert.setBoolean(4, row.sleeping());
                for (int i = 0; i < row.values().length; i++) {
                    insert.setFloat(5 + i, row.values()[i]);
                }
                insert.executeUpdate();
            }
        }
        db.commit();
        db.setAutoCommit(true);
    }

    @Override
    public Reader open(Path place) throws Exception {
        if (packed) {
            return new PeerQueries(ZstdVfs.open(place), "sample", STATE);
        }
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        return new PeerQueries(config.createConnection("jdbc:sqlite:" + place), "sample", STATE);
    }
}
