package io.worldreel.format.segment;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Puts segments that follow each other into one (FORMAT.md, "Compacted chunks"). Windows are copied as they are, so every value
 * stays what it was, bit for bit. Owned by one thread.
 */
public final class SegmentMerge implements AutoCloseable {
    private static final String OPEN_LIVES = "SELECT id, spawn_tick, spawn_time_ns FROM lifetimes JOIN entities USING (entity) "
            + "WHERE despawn_tick IS NULL";
    private static final String CARRIED_LIVES = "SELECT n.id, l.spawn_tick, l.spawn_time_ns FROM next.lifetimes l "
            + "JOIN next.entities n USING (entity) WHERE l.spawn_tick < (SELECT min(first_tick) FROM next.windows)";
    private static final String FITS = "SELECT (SELECT max(last_tick) FROM windows) < (SELECT min(first_tick) FROM next.windows) "
            + "AND NOT EXISTS (SELECT 1 FROM components a JOIN next.components b ON a.component = b.component OR a.name = b.name "
            + "WHERE (a.component, a.name, a.type, a.role, a.unit, a.step, a.lossy) "
            + "IS NOT (b.component, b.name, b.type, b.role, b.unit, b.step, b.lossy)) "
            + "AND NOT EXISTS (SELECT 1 FROM meta a JOIN next.meta b USING (key) "
            + "WHERE key IN ('world', 'source', 'recorder') AND a.value IS NOT b.value) "
            + "AND NOT EXISTS (" + OPEN_LIVES + " EXCEPT " + CARRIED_LIVES + ") "
            + "AND NOT EXISTS (" + CARRIED_LIVES + " EXCEPT " + OPEN_LIVES + ")";
    /** In the order in which rows name each other. */
    private static final List<String> COPIES = List.of("INSERT OR IGNORE INTO components SELECT * FROM next.components",
            "INSERT INTO entities(id, kind) SELECT id, kind FROM next.entities WHERE true ORDER BY entity "
                    + "ON CONFLICT(id) DO UPDATE SET kind = excluded.kind WHERE excluded.kind <> ''",
            "INSERT INTO lifetimes SELECT m.entity, l.spawn_tick, l.spawn_time_ns, l.despawn_tick, l.despawn_time_ns, l.kind "
                    + "FROM next.lifetimes l JOIN next.entities n USING (entity) JOIN entities m ON m.id = n.id WHERE true "
                    + "ON CONFLICT(entity, spawn_tick) DO UPDATE SET despawn_tick = excluded.despawn_tick, "
                    + "despawn_time_ns = excluded.despawn_time_ns, kind = excluded.kind",
            "INSERT INTO events(tick, time_ns, kind, entity, encoding, data) "
                    + "SELECT e.tick, e.time_ns, e.kind, m.entity, e.encoding, e.data FROM next.events e "
                    + "LEFT JOIN next.entities n USING (entity) LEFT JOIN entities m ON m.id = n.id ORDER BY e.event",
            "INSERT OR IGNORE INTO gaps SELECT * FROM next.gaps",
            "INSERT INTO parts SELECT part + (count << 24), window + count, kind, component, grp, data "
                    + "FROM next.parts, (SELECT count(*) AS count FROM windows) ORDER BY part",
            "INSERT INTO windows SELECT window + count, first_tick, last_tick, first_time_ns, last_time_ns, min_time_ns, "
                    + "max_time_ns, frames, samples, raw_bytes, reference "
                    + "FROM next.windows, (SELECT count(*) AS count FROM windows) ORDER BY window",
            "INSERT INTO meta SELECT key, value FROM next.meta WHERE key = 'recovered' "
                    + "ON CONFLICT(key) DO UPDATE SET value = value + excluded.value",
            "DELETE FROM meta WHERE key = 'ended'",
            "INSERT INTO meta SELECT key, value FROM next.meta WHERE key = 'ended'",
            "INSERT INTO meta SELECT key, value FROM next.meta WHERE key = 'replaces' "
                    + "ON CONFLICT(key) DO UPDATE SET value = value || char(10) || excluded.value");
    private static final String REPLACES = "INSERT INTO meta VALUES ('replaces', ?) "
            + "ON CONFLICT(key) DO UPDATE SET value = value || char(10) || excluded.value";

    private final Path file;
    private final Connection db;

    private SegmentMerge(Path file, Connection db) {
        this.file = file;
        this.db = db;
    }

    /**
     * Begins a segment with all that another one holds.
     *
     * @param file does not exist
     * @param first a plain SQLite file that nobody changes
     * @param chunk the name of the chunk that it is in
     * @throws io.worldreel.format.FormatException if it is no segment that can be read
     */
    public static SegmentMerge begin(Path file, Path first, String chunk) {
        SegmentIdentity identity;
        try (Segment segment = Segment.open(first)) {
            identity = segment.identity();
        }
        SegmentWriter.create(file, identity).close();
        try {
            SegmentMerge merge = new SegmentMerge(file, SegmentWriter.connect(file));
            merge.append(first, chunk);
            return merge;
        } catch (SQLException failure) {
            throw SqlFailure.of("opening segment " + file, failure);
        }
    }

    /** Whether a segment may be appended. */
    public boolean continuesWith(Path next) {
        try (Segment segment = Segment.open(next)) {
            segment.totals(); // refuses what is no segment, or holds no frame
        }
        return beside(next, () -> {
            try (Statement statement = db.createStatement(); ResultSet fits = statement.executeQuery(FITS)) {
                return fits.getBoolean(1);
            }
        });
    }

    /** Appends all that a segment holds. */
    public void append(Path next, String chunk) {
        beside(next, () -> {
            try (Statement statement = db.createStatement();
                    PreparedStatement replaces = db.prepareStatement(REPLACES)) {
                statement.execute("BEGIN");
                for (String copy : COPIES) {
                    statement.executeUpdate(copy);
                }
                replaces.setString(1, chunk);
                replaces.executeUpdate();
                return statement.execute("COMMIT");
            }
        });
    }

    private interface Work {
        boolean run() throws SQLException;
    }

    private boolean beside(Path next, Work work) {
        try (PreparedStatement attach = db.prepareStatement("ATTACH ? AS next");
                Statement detach = db.createStatement()) {
            attach.setString(1, next.toString());
            attach.execute();
            boolean answer = work.run();
            detach.execute("DETACH next");
            return answer;
        } catch (SQLException failure) {
            throw SqlFailure.of("appending " + next + " to segment " + file, failure);
        }
    }

    @Override
    public void close() {
        try {
            db.close();
        } catch (SQLException failure) {
            throw SqlFailure.of("closing segment " + file, failure);
        }
    }
}
