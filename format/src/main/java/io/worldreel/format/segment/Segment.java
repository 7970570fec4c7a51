package io.worldreel.format.segment;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.CorruptException;
import io.worldreel.format.EntityId;
import io.worldreel.format.Frame;
import io.worldreel.format.Limits;
import io.worldreel.format.Role;
import io.worldreel.format.WorldIds;
import io.worldreel.format.WorldState;
import io.worldreel.format.window.ComponentTable;
import io.worldreel.format.window.PartKind;
import io.worldreel.format.window.Window;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * Reads a segment: a chunk through the VFS, or a plain SQLite file. Owned by one thread.
 *
 * <p>Every method throws {@link CorruptException} for content that no writer makes, and {@link UncheckedIOException} where
 * the file cannot be read.
 */
public final class Segment implements AutoCloseable {
    private static final String BOXES = "SELECT n.id, b.first_window, b.last_window FROM boxes b "
            + "JOIN entities n ON n.entity = b.box & 4294967295 WHERE b.max_x >= ?1 AND b.max_y >= ?2 AND b.max_z >= ?3 "
            + "AND b.min_x <= ?4 AND b.min_y <= ?5 AND b.min_z <= ?6 AND b.last_window >= ?7 AND b.first_window <= ?8";

    private final String name;
    private final Connection db;
    private final SegmentRows rows;
    private final SegmentIdentity identity;
    private final SortedMap<Integer, Component> components;
    private final ComponentTable componentTable;
    private final PreparedStatement selectPart;
    private final WindowFetch fetch;
    private WorldIds ids = WorldIds.AS_GIVEN;
    private @Nullable Boolean hasSpace;

    /**
     * Takes the connection over: it is closed with the segment, or at once if the segment cannot be read.
     *
     * @param name the file, for messages
     */
    public Segment(String name, Connection db) {
        this(name, db, WindowFetch.NONE);
    }

    /** As {@link #Segment(String, Connection)}, with the fetch taken over as well. */
    public Segment(String name, Connection db, WindowFetch fetch) {
        this.name = name;
        this.db = db;
        rows = new SegmentRows(name, db);
        this.fetch = fetch;
        boolean usable = false;
        try {
            SegmentSchema.check(name, db);
            identity = new SegmentIdentity(text("world"), text("source"), text("recorder"));
            components = readComponents();
            componentTable = ComponentTable.of(components);
            selectPart = db.prepareStatement("SELECT data FROM parts WHERE part = ?");
            usable = true;
        } catch (SQLException failure) {
            throw SqlFailure.of("opening " + name, failure, db);
        } finally {
            if (!usable) {
                close();
            }
        }
    }

    /** Opens a segment that is a plain SQLite file. */
    public static Segment open(Path file) {
        if (!Files.exists(file)) {
            throw new UncheckedIOException(new NoSuchFileException(file.toString()));
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        try {
            return new Segment(file.toString(), config.createConnection("jdbc:sqlite:" + file));
        } catch (SQLException failure) {
            throw SqlFailure.of("opening " + file, failure);
        }
    }

    /** Says what the segment's entities are called, in what it takes and in what it gives from now on. */
    public void callEntities(WorldIds newIds) {
        ids = newIds;
    }

    public SegmentIdentity identity() {
        return identity;
    }

    /** The journal position up to which everything is in the segment; -1 if it holds no window. */
    public long cursor() {
        List<Long> found = new ArrayList<>(1);
        query("SELECT value FROM meta WHERE key = 'cursor'", row -> found.add(row.getLong(1)));
        return found.isEmpty() ? -1 : found.getFirst();
    }

    /** Declared components by their numbers. */
    public SortedMap<Integer, Component> components() {
        return components;
    }

    /** Windows in the order of their ticks. */
    public List<WindowEntry> windows() {
        List<WindowEntry> windows = new ArrayList<>();
        query("SELECT window, first_tick, last_tick, min_time_ns, max_time_ns, frames, samples, reference FROM windows ORDER BY window",
                row -> windows.add(
                        new WindowEntry(row.getInt(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5),
                                row.getInt(6), row.getLong(7), row.getInt(8))));
        return windows;
    }

    /** Whether reading it costs round trips. */
    public boolean isFar() {
        return fetch.isFar();
    }

    /** Says what is about to be read of a window: from far away it then comes in one round trip. */
    public void fetch(int number, Wanted wanted) {
        fetch.fetch(number, wanted);
    }

    /** A window that reads its parts as they are needed: valid while the segment is open, for the segment's thread. */
    public Window window(int number) {
        fetch.fetch(number, Wanted.FEW);
        return Window.of((back, kind, component, group) -> {
            if (kind == PartKind.DELTA) {
                fetch.fetch(number - back, new Wanted.OfGroup(component, group));
            }
            return part(number - back, kind, component, group);
        }, componentTable, ids);
    }

    private byte[] part(int window, PartKind kind, int component, int group) {
        try {
            selectPart.setLong(1, SegmentSchema.partKey(window, kind, component, group));
            try (ResultSet row = selectPart.executeQuery()) {
                byte[] data = row.next() ? row.getBytes(1) : null;
                if (data == null) {
                    throw new CorruptException(name + ": window " + window + " lacks its " + SegmentSchema.label(kind)
                            + " part of component " + component + ", group " + group);
                }
                return data;
            }
        } catch (SQLException failure) {
            throw SqlFailure.of("reading window " + window + " of " + name, failure, db);
        }
    }

    /** What the segment holds, in numbers, from its windows and gaps. */
    public SegmentTotals totals() {
        List<SegmentTotals> totals = new ArrayList<>(1);
        query("""
                SELECT min(first_tick), max(last_tick), min(min_time_ns), max(max_time_ns), sum(frames), sum(samples),
                    sum(raw_bytes),
                    (SELECT coalesce(sum(last_tick - first_tick + 1), 0) FROM gaps WHERE reason <> 'missing'),
                    (SELECT coalesce(sum(last_tick - first_tick + 1), 0) FROM gaps WHERE reason = 'missing')
                FROM windows HAVING count(*) > 0""",
                row -> totals.add(new SegmentTotals(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4),
                        row.getLong(5), row.getLong(6), row.getLong(7), row.getLong(8), row.getLong(9))));
        if (totals.isEmpty()) {
            addTotalsOfGaps(totals);
        }
        if (totals.isEmpty()) {
            throw new CorruptException(name + " holds no window and no gap");
        }
        return totals.getFirst();
    }

    /** Of a segment all of whose frames were dropped. */
    private void addTotalsOfGaps(List<SegmentTotals> totals) {
        query("""
                SELECT min(first_tick), max(last_tick), (SELECT value FROM meta WHERE key = 'from_ns'),
                    (SELECT value FROM meta WHERE key = 'to_ns'),
                    sum(CASE WHEN reason <> 'missing' THEN last_tick - first_tick + 1 ELSE 0 END),
                    sum(CASE WHEN reason = 'missing' THEN last_tick - first_tick + 1 ELSE 0 END)
                FROM gaps HAVING count(*) > 0""",
                row -> totals.add(new SegmentTotals(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), 0,
                        0, 0, row.getLong(5), row.getLong(6))));
    }

    /** How many of the segment's frames a recovery brought from a journal whose recorder had died. */
    public long recovered() {
        List<Long> found = new ArrayList<>(1);
        query("SELECT value FROM meta WHERE key = 'recovered'", row -> found.add(row.getLong(1)));
        return found.isEmpty() ? 0 : found.getFirst();
    }

    /** The chunks whose content this segment holds as well. */
    public List<String> replaces() {
        List<String> names = new ArrayList<>();
        query("SELECT value FROM meta WHERE key = 'replaces'",
                row -> names.addAll(row.getString(1).lines().toList()));
        return names;
    }

    /** Whether the source has ended with the segment's last frame. */
    public boolean isEnd() {
        List<Boolean> found = new ArrayList<>(1);
        query("SELECT 1 FROM meta WHERE key = 'ended' AND value = 1", row -> found.add(true));
        return !found.isEmpty();
    }

    /** Ticks that the segment does not hold, in order. */
    public List<Gap> gaps() {
        List<Gap> gaps = new ArrayList<>();
        query("SELECT first_tick, last_tick, reason FROM gaps ORDER BY first_tick",
                row -> gaps.add(new Gap(row.getLong(1), row.getLong(2), row.getString(3))));
        return gaps;
    }

    /** Hands events to {@code consumer} one by one, in order. */
    public void events(EventFilter filter, Consumer<TimedEvent> consumer) {
        new SegmentEvents(rows, ids).events(filter, consumer);
    }

    /**
     * Hands events whose text or JSON holds words to {@code consumer} one by one, in order.
     *
     * @param words in the query language of FTS5
     * @throws IllegalArgumentException if the segment has no index of words though it has events with text, or the query is none
     */
    public void eventsWith(String words, long firstTick, long lastTick, Consumer<TimedEvent> consumer) {
        new SegmentEvents(rows, ids).eventsWith(words, firstTick, lastTick, consumer);
    }

    /** Whether the segment has an index of space. */
    public boolean hasSpace() {
        Boolean known = hasSpace;
        if (known == null) {
            known = rows.hasTable("boxes");
            hasSpace = known;
        }
        return known;
    }

    /** The component whose values the index of space tells: the first of role position that has two or three numbers. */
    public OptionalInt positions() {
        return SpaceIndex.component(this);
    }

    /** Hands the boxes that touch a space within windows from first to last to {@code consumer}, in no order. */
    public void boxes(Space space, int firstWindow, int lastWindow, Consumer<Box> consumer) {
        rows.query(BOXES, statement -> {
            for (int axis = 0; axis < Space.AXES; axis++) {
                statement.setDouble(1 + axis, space.least()[axis]);
                statement.setDouble(4 + axis, space.greatest()[axis]);
            }
            statement.setInt(7, firstWindow);
            statement.setInt(8, lastWindow);
        }, row -> consumer.accept(new Box(entityOf(row.getObject(1)), row.getInt(2), row.getInt(3))));
    }

    /** What the indexes take that were built when the segment was sealed. */
    public Indexes.Sizes indexSizes() {
        long[] sizes = new long[2];
        query("SELECT key, value FROM meta WHERE key IN ('space_bytes', 'text_bytes')",
                row -> sizes[row.getString(1).equals("space_bytes") ? 0 : 1] = row.getLong(2));
        return new Indexes.Sizes(sizes[0], sizes[1]);
    }

    /** Hands the lives of all entities to {@code consumer}, by spawn tick. */
    public void lifetimes(Consumer<Lifetime> consumer) {
        query("""
                SELECT n.id, l.kind, l.spawn_tick, l.spawn_time_ns, l.despawn_tick, l.despawn_time_ns
                FROM lifetimes l JOIN entities n USING (entity) ORDER BY l.spawn_tick, l.entity""",
                row -> consumer.accept(
                        new Lifetime(entityOf(row.getObject(1)), row.getString(2), row.getLong(3), row.getLong(4),
                                tick(row, 5), tick(row, 6))));
    }

    /** Whether an entity lives at some tick of the segment. */
    public boolean hasEntity(EntityId entity) {
        List<Boolean> found = new ArrayList<>(1);
        ids.toSource(entity).ifPresent(own -> rows.query("SELECT 1 FROM entities WHERE id = ?1",
                statement -> statement.setObject(1, IdColumn.value(own)), row -> found.add(true)));
        return !found.isEmpty();
    }

    /** The time at which the life of an entity began that lasts at a tick or was its last before; empty if there is none. */
    public OptionalLong lifeBeganNanos(EntityId entity, long tick) {
        List<Long> found = new ArrayList<>(1);
        ids.toSource(entity).ifPresent(own -> rows.query("""
                SELECT l.spawn_time_ns FROM lifetimes l JOIN entities n USING (entity)
                WHERE n.id = ?1 AND l.spawn_tick <= ?2 ORDER BY l.spawn_tick DESC LIMIT 1""", statement -> {
            statement.setObject(1, IdColumn.value(own));
            statement.setLong(2, tick);
        }, row -> found.add(row.getLong(1))));
        return found.isEmpty() ? OptionalLong.empty() : OptionalLong.of(found.getFirst());
    }

    /** Hands all entities, with the kinds that they had last, to {@code consumer}. */
    public void entities(Consumer<Frame.Spawn> consumer) {
        query("SELECT id, kind FROM entities",
                row -> consumer.accept(new Frame.Spawn(entityOf(row.getObject(1)), row.getString(2))));
    }

    /** The state after the last frame; empty if the segment holds no window. */
    public Optional<WorldState> lastState() {
        List<WindowEntry> windows = windows();
        if (windows.isEmpty()) {
            return Optional.empty();
        }
        WindowEntry last = windows.getLast();
        return Optional.of(window(last.number()).stateAt(last.frames() - 1));
    }

    private SortedMap<Integer, Component> readComponents() {
        TreeMap<Integer, Component> found = new TreeMap<>();
        query("SELECT component, name, type, role, unit, step, lossy FROM components", row -> {
            int number = row.getInt(1);
            if (number < 0 || number >= Limits.COMPONENTS) {
                throw new CorruptException(name + " declares component number " + number);
            }
            try {
                found.put(number, new Component(row.getString(2), ComponentType.ofLabel(row.getString(3)),
                        Role.ofLabel(row.getString(4)), row.getString(5), row.getDouble(6), row.getBoolean(7)));
            } catch (IllegalArgumentException invalid) {
                throw new CorruptException(name + " declares an invalid component: " + invalid.getMessage(), invalid);
            }
        });
        return Collections.unmodifiableSortedMap(found);
    }

    private String text(String key) throws SQLException {
        try (PreparedStatement select = db.prepareStatement("SELECT value FROM meta WHERE key = ?")) {
            select.setString(1, key);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new CorruptException(name + " has no '" + key + "' in its meta table");
                }
                return row.getString(1);
            }
        }
    }

    private EntityId entityOf(Object id) {
        return ids.toWorld(IdColumn.entity(id));
    }

    private static OptionalLong tick(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private void query(String sql, SegmentRows.Action action) {
        rows.query(sql, statement -> {}, action);
    }

    @Override
    public void close() {
        try (fetch) {
            db.close();
        } catch (SQLException failure) {
            throw SqlFailure.of("closing " + name, failure);
        }
    }
}
