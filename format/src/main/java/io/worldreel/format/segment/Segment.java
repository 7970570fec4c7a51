package io.worldreel.format.segment;

import io.worldreel.format.Component;
import io.worldreel.format.CorruptException;
import io.worldreel.format.EntityId;
import io.worldreel.format.Frame;
import io.worldreel.format.WorldIds;
import io.worldreel.format.WorldState;
import io.worldreel.format.window.ComponentTable;
import io.worldreel.format.window.PartKind;
import io.worldreel.format.window.Window;
import io.worldreel.zstdvfs.PackedDatabase;
import io.worldreel.zstdvfs.SqliteTables;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
    private final SegmentRows rows;
    private final SegmentContent content;
    private final SegmentIdentity identity;
    private final SortedMap<Integer, Component> components;
    private final ComponentTable componentTable;
    private final WindowFetch fetch;
    private WorldIds ids = WorldIds.AS_GIVEN;
    private @Nullable Boolean hasSpace;

    private Segment(String name, SegmentRows rows, WindowFetch fetch, Supplier<SegmentContent> open) {
        this.name = name;
        this.rows = rows;
        this.fetch = fetch;
        boolean usable = false;
        try {
            content = open.get();
            identity = new SegmentIdentity(content.text("world"), content.text("source"), content.text("recorder"));
            components = Collections.unmodifiableSortedMap(content.components());
            componentTable = ComponentTable.of(components);
            usable = true;
        } finally {
            if (!usable) {
                close();
            }
        }
    }

    /**
     * Opens a sealed segment. SQLite is not asked before something is wanted that only SQL can find.
     *
     * @param name the file, for messages
     * @param tables of the file
     * @param fetch closed with the segment, or at once if the segment cannot be read, and the file with it
     */
    public static Segment open(String name, SqliteTables tables, PackedDatabase file, WindowFetch fetch) {
        return new Segment(name, new SegmentRows(name, file::connect), fetch, () -> new PageContent(name, tables));
    }

    /** Opens a segment that is a plain SQLite file. */
    public static Segment open(Path file) {
        if (!Files.exists(file)) {
            throw new UncheckedIOException(new NoSuchFileException(file.toString()));
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        SegmentRows rows = new SegmentRows(file.toString(), () -> config.createConnection("jdbc:sqlite:" + file));
        return new Segment(file.toString(), rows, WindowFetch.NONE, () -> new SqlContent(file.toString(), rows));
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
        rows.requireOpen();
        return content.windows();
    }

    /** Whether reading it costs round trips. */
    public boolean isFar() {
        return fetch.isFar();
    }

    /** Whether several threads may decode a window at once: see {@link Window#decode}. */
    public boolean isShareable() {
        return content.isShareable() && !fetch.isFar();
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
            rows.requireOpen();
            return content.part(number - back, kind, component, group);
        }, componentTable, ids);
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
            rows.close();
        }
    }
}
