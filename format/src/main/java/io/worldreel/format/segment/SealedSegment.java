package io.worldreel.format.segment;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sqlite.SQLiteConfig;

/** The last form of a segment: rewritten in table order, with its totals and without its journal position. */
public final class SealedSegment {
    private SealedSegment() {}

    /**
     * Writes the sealed form of a closed segment.
     *
     * @param sealed a file that does not exist
     * @param indexes what it gets beside its content
     */
    public static void write(Path segment, Path sealed, Indexes indexes) {
        SegmentTotals totals;
        try (Segment reader = Segment.open(segment)) {
            totals = reader.totals();
        }
        try {
            rewrite(segment, sealed);
            finish(sealed, totals);
            index(segment, sealed, indexes);
        } catch (SQLException failure) {
            throw SqlFailure.of("sealing segment " + segment, failure);
        }
    }

    /** Nothing here survives a crash: what is made of it is synced before the segment goes. */
    private static SQLiteConfig unsynced() {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.MEMORY);
        config.setSynchronous(SQLiteConfig.SynchronousMode.OFF);
        return config;
    }

    private static void rewrite(Path segment, Path sealed) throws SQLException {
        try (Connection db = unsynced().createConnection("jdbc:sqlite:" + segment);
                PreparedStatement vacuum = db.prepareStatement("VACUUM INTO ?")) {
            vacuum.setString(1, sealed.toString());
            vacuum.execute();
        }
    }

    /** Builds the indexes, behind everything else, and notes what they take. */
    private static void index(Path segment, Path sealed, Indexes indexes) throws SQLException {
        try (Segment reader = Segment.open(segment);
                Connection db = unsynced().createConnection("jdbc:sqlite:" + sealed);
                PreparedStatement note = db.prepareStatement("INSERT INTO meta VALUES (?, ?)")) {
            db.setAutoCommit(false);
            long before = bytes(db);
            if (indexes.space()) {
                SpaceIndex.build(reader, db);
            }
            long between = bytes(db);
            if (indexes.text()) {
                TextIndex.build(db);
            }
            note(note, "space_bytes", between - before);
            note(note, "text_bytes", bytes(db) - between);
            db.commit();
        }
    }

    private static long bytes(Connection db) throws SQLException {
        try (Statement statement = db.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")) {
            return row.getLong(1);
        }
    }

    private static void note(PreparedStatement insert, String key, long value) throws SQLException {
        insert.setString(1, key);
        insert.setLong(2, value);
        insert.executeUpdate();
    }

    private static void finish(Path sealed, SegmentTotals totals) throws SQLException {
        Map<String, Long> meta = new LinkedHashMap<>();
        meta.put("first_tick", totals.firstTick());
        meta.put("last_tick", totals.lastTick());
        meta.put("from_ns", totals.fromNanos());
        meta.put("to_ns", totals.toNanos());
        meta.put("frames", totals.frames());
        meta.put("samples", totals.samples());
        meta.put("raw_bytes", totals.rawBytes());
        meta.put("dropped", totals.dropped());
        meta.put("missing", totals.missing());
        try (Connection db = unsynced().createConnection("jdbc:sqlite:" + sealed);
                Statement statement = db.createStatement();
                PreparedStatement insert = db.prepareStatement("INSERT OR REPLACE INTO meta VALUES (?, ?)")) {
            db.setAutoCommit(false);
            statement.executeUpdate("DELETE FROM meta WHERE key = 'cursor'");
            for (Map.Entry<String, Long> entry : meta.entrySet()) {
                note(insert, entry.getKey(), entry.getValue());
            }
            db.commit();
        }
    }
}
