package io.worldreel.format.segment;

import io.worldreel.format.Component;
import io.worldreel.format.EntityId;
import io.worldreel.format.Event;
import io.worldreel.format.FormatVersion;
import io.worldreel.format.window.EncodedWindow;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import org.sqlite.SQLiteConfig;

/**
 * Fills an open segment. Everything between two windows is one transaction: other processes may read the segment meanwhile. What
 * a process leaves that dies within one is worth nothing: whoever needs the segment after a crash keeps what it was made from.
 * Owned by one thread.
 */
public final class SegmentWriter implements AutoCloseable {
    /** A window and what it touches: pages that do not fit are written twice. */
    private static final int CACHE_KIBIBYTES = 16 << 10;

    private final Path file;
    private final Connection db;
    private final PreparedStatement insertWindow;
    private final PreparedStatement insertPart;
    private final PreparedStatement insertEntity;
    private final PreparedStatement insertLife;
    private final PreparedStatement renameLife;
    private final PreparedStatement endLife;
    private final PreparedStatement insertEvent;
    private int windows;
    private long lastTick;
    private long cursor;

    private SegmentWriter(Path file, Connection db) throws SQLException {
        this.file = file;
        this.db = db;
        db.setAutoCommit(false);
        windows = (int) number("SELECT coalesce(max(window) + 1, 0) FROM windows");
        lastTick = number("SELECT coalesce(max(last_tick), " + Long.MIN_VALUE + ") FROM windows");
        cursor = number("SELECT coalesce((SELECT value FROM meta WHERE key = 'cursor'), -1)");
        db.commit();
        insertWindow = db.prepareStatement("INSERT INTO windows VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        insertPart = db.prepareStatement("INSERT INTO parts VALUES (?, ?, ?, ?, ?, ?)");
        insertEntity = db
                .prepareStatement("INSERT INTO entities(id, kind) VALUES (?1, ?2) ON CONFLICT(id) DO UPDATE SET "
                        + "kind = excluded.kind WHERE excluded.kind <> ''");
        insertLife = db.prepareStatement(
                "INSERT INTO lifetimes SELECT entity, ?2, ?3, NULL, NULL, ?4 FROM entities WHERE id = ?1 "
                        + "AND NOT EXISTS (SELECT 1 FROM lifetimes l WHERE l.entity = entities.entity AND l.despawn_tick IS NULL)");
        renameLife = db.prepareStatement("UPDATE lifetimes SET kind = ?2 WHERE despawn_tick IS NULL AND ?2 <> '' AND "
                + "entity = (SELECT entity FROM entities WHERE id = ?1)");
        endLife = db.prepareStatement(
                "UPDATE lifetimes SET despawn_tick = ?2, despawn_time_ns = ?3 WHERE despawn_tick IS NULL "
                        + "AND entity = (SELECT entity FROM entities WHERE id = ?1)");
        insertEvent = db.prepareStatement(
                "INSERT INTO events(tick, time_ns, kind, entity, encoding, data) VALUES (?1, ?2, ?3, "
                        + "(SELECT entity FROM entities WHERE id = ?4), ?5, ?6)");
    }

    /** @throws java.io.UncheckedIOException if the file exists or cannot be made */
    public static SegmentWriter create(Path file, SegmentIdentity identity) {
        if (Files.exists(file)) {
            throw new IllegalArgumentException("creating segment " + file + " failed: it exists");
        }
        try {
            Connection db = connect(file);
            SegmentSchema.create(db);
            SegmentWriter writer = new SegmentWriter(file, db);
            writer.meta("format", FormatVersion.MAJOR + "." + FormatVersion.MINOR);
            writer.meta("world", identity.world());
            writer.meta("source", identity.source());
            writer.meta("recorder", identity.recorder());
            db.commit();
            return writer;
        } catch (SQLException failure) {
            throw SqlFailure.of("creating segment " + file, failure);
        }
    }

    /** Goes on with a segment that a process left open, in order or not. */
    public static SegmentWriter reopen(Path file) {
        try {
            Connection db = connect(file);
            SegmentSchema.check(file.toString(), db);
            return new SegmentWriter(file, db);
        } catch (SQLException failure) {
            throw SqlFailure.of("reopening segment " + file, failure);
        }
    }

    static Connection connect(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.MEMORY);
        config.setSynchronous(SQLiteConfig.SynchronousMode.OFF);
        config.setCacheSize(-CACHE_KIBIBYTES);
        Connection db = config.createConnection("jdbc:sqlite:" + file);
        try (Statement statement = db.createStatement()) {
            statement.execute("PRAGMA page_size = " + SegmentSchema.PAGE_BYTES);
            return db;
        } catch (SQLException failure) {
            db.close();
            throw failure;
        }
    }

    public void declare(int number, Component component) {
        run("declaring component '" + component.name() + "'", () -> {
            try (PreparedStatement insert = db
                    .prepareStatement("INSERT INTO components VALUES (?, ?, ?, ?, ?, ?, ?)")) {
                insert.setInt(1, number);
                insert.setString(2, component.name());
                insert.setString(3, component.type().label());
                insert.setString(4, component.role().label());
                insert.setString(5, component.unit());
                insert.setDouble(6, component.step());
                insert.setBoolean(7, component.lossy());
                insert.executeUpdate();
            }
        });
    }

    /**
     * Appends a window and what happened in it.
     *
     * @param lives in order; those of entities that were alive before the segment began come first, with their own spawn ticks
     * @param newCursor the journal position after the window's last frame
     */
    public void append(EncodedWindow window, List<TimedEvent> events, List<LifeMark> lives, long newCursor) {
        run("writing window " + windows, () -> {
            insertWindow(window);
            for (LifeMark life : lives) {
                insert(life);
            }
            for (TimedEvent event : events) {
                insert(event);
            }
            meta("cursor", newCursor);
            db.commit();
            giveCacheBack();
        });
        windows++;
        lastTick = window.lastTick();
        cursor = newCursor;
    }

    /** What comes next touches few of these pages; a hundred segments that keep them take a gigabyte. */
    private void giveCacheBack() throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute("PRAGMA shrink_memory"); // done when it is parsed, so it is parsed each time
        }
    }

    /** Enters a gap into the account of ticks, with the next window or {@link #close}. */
    public void account(Gap gap) {
        run("accounting for ticks " + gap.firstTick() + " to " + gap.lastTick(), () -> {
            try (PreparedStatement insert = db.prepareStatement("INSERT OR IGNORE INTO gaps VALUES (?, ?, ?)")) {
                insert.setLong(1, gap.firstTick());
                insert.setLong(2, gap.lastTick());
                insert.setString(3, gap.reason());
                insert.executeUpdate();
            }
        });
    }

    /** Says when the frames of a segment were made that holds none of them, only their gaps. */
    public void times(long fromNanos, long toNanos) {
        run("writing the times", () -> {
            meta("from_ns", fromNanos);
            meta("to_ns", toNanos);
        });
    }

    /** Says how many of the segment's frames a recovery has brought from a journal. */
    public void recovered(long frames) {
        run("counting recovered frames", () -> meta("recovered", frames));
    }

    /** Says that the source ends with the last frame of this segment. */
    public void ended() {
        run("noting the end of the session", () -> meta("ended", 1));
    }

    private void insertWindow(EncodedWindow window) throws SQLException {
        insertWindow.setInt(1, windows);
        insertWindow.setLong(2, window.firstTick());
        insertWindow.setLong(3, window.lastTick());
        insertWindow.setLong(4, window.firstTimeNanos());
        insertWindow.setLong(5, window.lastTimeNanos());
        insertWindow.setLong(6, window.minTimeNanos());
        insertWindow.setLong(7, window.maxTimeNanos());
        insertWindow.setInt(8, window.frames());
        insertWindow.setLong(9, window.samples());
        insertWindow.setLong(10, window.rawBytes());
        insertWindow.setInt(11, window.reference());
        insertWindow.executeUpdate();
        for (EncodedWindow.Part part : window.parts()) {
            insertPart.setLong(1, SegmentSchema.partKey(windows, part.kind(), part.component(), part.group()));
            insertPart.setInt(2, windows);
            insertPart.setString(3, SegmentSchema.label(part.kind()));
            insertPart.setInt(4, part.component());
            insertPart.setInt(5, part.group());
            insertPart.setBytes(6, part.data());
            insertPart.executeUpdate();
        }
    }

    private void insert(LifeMark life) throws SQLException {
        if (!life.spawn()) {
            setEntity(endLife, 1, life.entity());
            endLife.setLong(2, life.tick());
            endLife.setLong(3, life.timeNanos());
            endLife.executeUpdate();
            return;
        }
        nameEntity(life.entity(), life.kind());
        setEntity(renameLife, 1, life.entity());
        renameLife.setString(2, life.kind());
        renameLife.executeUpdate();
        setEntity(insertLife, 1, life.entity());
        insertLife.setLong(2, life.tick());
        insertLife.setLong(3, life.timeNanos());
        insertLife.setString(4, life.kind());
        insertLife.executeUpdate();
    }

    /** An entity need not live to be in an event. */
    private void nameEntity(EntityId entity, String kind) throws SQLException {
        setEntity(insertEntity, 1, entity);
        insertEntity.setString(2, kind);
        insertEntity.executeUpdate();
    }

    private void insert(TimedEvent timed) throws SQLException {
        Event event = timed.event();
        insertEvent.setLong(1, timed.tick());
        insertEvent.setLong(2, timed.timeNanos());
        insertEvent.setString(3, event.kind());
        if (event.entity().isPresent()) {
            nameEntity(event.entity().get(), "");
            setEntity(insertEvent, 4, event.entity().get());
        } else {
            insertEvent.setObject(4, null);
        }
        Event.Data data = event.data();
        insertEvent.setString(5, data.encoding().name().toLowerCase(Locale.ROOT));
        switch (data.encoding()) {
            case NONE -> insertEvent.setObject(6, null);
            case TEXT, JSON -> insertEvent.setString(6, data.text());
            case BYTES, VARIANT -> insertEvent.setBytes(6, data.bytes());
        }
        insertEvent.executeUpdate();
    }

    private static void setEntity(PreparedStatement statement, int parameter, EntityId entity) throws SQLException {
        switch (entity) {
            case EntityId.Numbered(long number) -> statement.setLong(parameter, number);
            case EntityId.Named(String name) -> statement.setString(parameter, name);
        }
    }

    /** The journal position up to which everything is in the segment; -1 if it holds no window. */
    public long cursor() {
        return cursor;
    }

    /** How many windows the segment holds. */
    public int windows() {
        return windows;
    }

    public boolean isEmpty() {
        return windows == 0;
    }

    /** The tick of the last frame that is in the segment; {@link Long#MIN_VALUE} if it holds no window. */
    public long lastTick() {
        return lastTick;
    }

    /** Bytes that the segment takes on disk. */
    public long bytes() {
        return number("PRAGMA page_count") * number("PRAGMA page_size");
    }

    private void meta(String key, Object value) throws SQLException {
        try (PreparedStatement upsert = db.prepareStatement("INSERT OR REPLACE INTO meta VALUES (?, ?)")) {
            upsert.setString(1, key);
            upsert.setObject(2, value);
            upsert.executeUpdate();
        }
    }

    private long number(String query) {
        try (Statement statement = db.createStatement(); ResultSet result = statement.executeQuery(query)) {
            return result.getLong(1);
        } catch (SQLException failure) {
            throw SqlFailure.of("reading segment " + file, failure);
        }
    }

    /** Keeps what was written; the segment can be reopened or sealed. */
    @Override
    public void close() {
        try (Connection closing = db) {
            closing.commit();
        } catch (SQLException failure) {
            throw SqlFailure.of("closing segment " + file, failure);
        }
    }

    private interface SqlAction {
        void run() throws SQLException;
    }

    private void run(String operation, SqlAction action) {
        try {
            action.run();
        } catch (SQLException failure) {
            rollback(failure);
            throw SqlFailure.of(operation + " of segment " + file, failure);
        }
    }

    private void rollback(SQLException failure) {
        try {
            db.rollback();
        } catch (SQLException second) {
            failure.addSuppressed(second);
        }
    }
}
