package io.worldreel.replayer.sql;

import io.worldreel.format.EntityId;
import io.worldreel.format.Event;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.segment.EventFilter;
import io.worldreel.format.segment.Segment;
import io.worldreel.format.segment.TimedEvent;
import io.worldreel.replayer.sql.Plan.Condition;
import io.worldreel.replayer.sql.Plan.Operator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code events(tick, time, kind, entity, encoding, data)}, or those of one kind without that column. */
final class EventTable extends RowTable {
    /** Windows whose events are read at once. */
    private static final int PAGE_WINDOWS = 16;
    /** Nothing tells how many events an archive holds before it is read. */
    private static final double GUESS_A_FRAME = 0.5;

    private final ArchiveReader archive;
    private final Optional<String> only;
    private final double frames;

    private EventTable(String name, ArchiveReader archive, Optional<String> only) {
        super(name, columns(only.isEmpty()));
        this.archive = archive;
        this.only = only;
        frames = archive.chunks().stream().mapToDouble(ChunkInfo::frames).sum();
    }

    static EventTable ofAll(String name, ArchiveReader archive) {
        return new EventTable(name, archive, Optional.empty());
    }

    static EventTable ofKind(String name, String kind, ArchiveReader archive) {
        return new EventTable(name, archive, Optional.of(kind));
    }

    private static List<Column> columns(boolean withKind) {
        List<Column> columns = new ArrayList<>(List.of(Column.TICK, Column.TIME));
        if (withKind) {
            columns.add(Column.KIND);
        }
        columns.addAll(List.of(Column.ENTITY, Column.plain("encoding", "TEXT"), Column.plain("data", ""),
                Column.SOURCE));
        return columns;
    }

    @Override
    double rows(Plan plan) {
        double rows = frames * GUESS_A_FRAME;
        for (SearchKey key : List.of(SearchKey.TICK, SearchKey.TIME)) {
            if (plan.has(key, Operator.EQ)) {
                rows /= Math.max(1, frames);
            } else if (plan.narrows(key)) {
                rows *= Estimates.range(plan, key);
            }
        }
        rows *= plan.narrows(SearchKey.KIND) || only.isPresent() ? 0.1 : 1;
        return rows * (plan.narrows(SearchKey.ENTITY) ? 0.05 : 1);
    }

    @Override
    boolean isInOrder(List<Condition> conditions) {
        return archive.chunks().stream().map(ChunkInfo::source).distinct().count() <= 1;
    }

    @Override
    Iterator<Row> walk(Bounds bounds) {
        return new Walk(bounds);
    }

    private final class Walk implements Iterator<Row> {
        private final Bounds bounds;
        private final WindowList windows;
        private boolean more;
        private final Deque<Row> page = new ArrayDeque<>();

        Walk(Bounds bounds) {
            this.bounds = bounds;
            windows = new WindowList(archive, bounds);
            more = windows.next();
            fill();
        }

        private void fill() {
            while (page.isEmpty() && more) {
                int chunk = windows.chunk();
                String source = windows.info().source();
                long first = windows.entry().firstTick();
                long last = first;
                for (int i = 0; i < PAGE_WINDOWS && more && windows.chunk() == chunk; i++) {
                    last = windows.entry().lastTick();
                    more = windows.next();
                }
                load(chunk, source, Math.max(first, bounds.firstTick()), Math.min(last, bounds.lastTick()));
            }
        }

        private void load(int chunk, String source, long first, long last) {
            List<Row> rows = archive.read(chunk, first, last, segment -> {
                List<Row> found = new ArrayList<>();
                Set<EntityId> candidates = bounds.entities().orElse(Set.of());
                List<EntityId> known = candidates.stream().filter(segment::hasEntity).toList();
                if (bounds.entities().isEmpty()) {
                    read(segment, first, last, Optional.empty(), source, found);
                } else if (known.size() == 1) {
                    read(segment, first, last, Optional.of(known.getFirst()), source, found);
                } else if (!known.isEmpty()) { // SQLite looks at the entity again, and wants the order of events
                    read(segment, first, last, Optional.empty(), source, found);
                }
                return found;
            }).orElse(List.of());
            page.addAll(rows);
        }

        private void read(Segment segment, long first, long last, Optional<EntityId> entity, String source,
                List<Row> found) {
            segment.events(new EventFilter(first, last, only.or(bounds::kind), entity), event -> {
                if (bounds.contains(event.tick(), event.timeNanos())) {
                    found.add(row(event, source));
                }
            });
        }

        @Override
        public boolean hasNext() {
            return !page.isEmpty();
        }

        @Override
        public Row next() {
            if (page.isEmpty()) {
                throw new NoSuchElementException("there is no further event");
            }
            Row row = page.remove();
            fill();
            return row;
        }
    }

    private Row row(TimedEvent timed, String source) {
        Event event = timed.event();
        Object entity = event.entity().map(Results::of).orElse(null);
        String encoding = event.data().encoding().name().toLowerCase(Locale.ROOT);
        return only.isPresent()
                ? new Row(timed.tick(), timed.timeNanos(), entity, encoding, data(event.data()), source)
                : new Row(timed.tick(), timed.timeNanos(), event.kind(), entity, encoding, data(event.data()), source);
    }

    private static @Nullable Object data(Event.Data data) {
        return switch (data.encoding()) {
            case NONE -> null;
            case TEXT, JSON -> data.text();
            case BYTES, VARIANT -> data.bytes();
        };
    }
}
