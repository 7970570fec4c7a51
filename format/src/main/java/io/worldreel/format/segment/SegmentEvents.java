package io.worldreel.format.segment;

import io.worldreel.format.CorruptException;
import io.worldreel.format.EntityId;
import io.worldreel.format.Event;
import io.worldreel.format.WorldIds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.sqlite.SQLiteErrorCode;

/**
 * The events of a segment.
 *
 * @param ids what its entities are called
 */
record SegmentEvents(SegmentRows rows, WorldIds ids) {
    private static final String EVENTS = "SELECT e.tick, e.time_ns, e.kind, n.id, e.encoding, e.data FROM events e "
            + "LEFT JOIN entities n USING (entity) ";

    void events(EventFilter filter, Consumer<TimedEvent> consumer) {
        Optional<EntityId> entity = filter.entity().flatMap(ids::toSource);
        if (filter.entity().isPresent() && entity.isEmpty()) {
            return;
        }
        StringBuilder sql = new StringBuilder(EVENTS + "WHERE e.tick BETWEEN ?1 AND ?2");
        filter.kind().ifPresent(kind -> sql.append(" AND e.kind = ?3"));
        entity.ifPresent(id -> sql.append(" AND e.entity = (SELECT entity FROM entities WHERE id = ?4)"));
        sql.append(" ORDER BY e.tick, e.event");
        rows.query(sql.toString(), statement -> {
            statement.setLong(1, filter.firstTick());
            statement.setLong(2, filter.lastTick());
            if (filter.kind().isPresent()) {
                statement.setString(3, filter.kind().get());
            }
            if (entity.isPresent()) {
                statement.setObject(4, IdColumn.value(entity.get()));
            }
        }, row -> consumer.accept(new TimedEvent(row.getLong(1), row.getLong(2), event(row))));
    }

    private Event event(ResultSet row) throws SQLException {
        Event.Encoding encoding;
        try {
            encoding = Event.Encoding.valueOf(row.getString(5).toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new CorruptException(rows.name() + " has an event with data of encoding '" + row.getString(5) + "'",
                    unknown);
        }
        Event.Data data = switch (encoding) {
            case NONE -> Event.Data.NONE;
            case TEXT -> Event.Data.text(row.getString(6));
            case JSON -> Event.Data.json(row.getString(6));
            case BYTES, VARIANT -> new Event.Data(encoding, row.getBytes(6));
        };
        return new Event(row.getString(3),
                Optional.ofNullable(row.getObject(4)).map(id -> ids.toWorld(IdColumn.entity(id))),
                data);
    }

    void eventsWith(String words, long firstTick, long lastTick, Consumer<TimedEvent> consumer) {
        if (!rows.hasTable("event_text")) {
            rows.query("SELECT 1 FROM events WHERE encoding IN ('text', 'json') LIMIT 1", statement -> {}, row -> {
                throw new IllegalArgumentException(rows.name() + " was sealed without an index of words");
            });
            return;
        }
        try {
            rows.query(EVENTS + "WHERE e.event IN (SELECT rowid FROM event_text WHERE event_text MATCH ?3) "
                    + "AND e.tick BETWEEN ?1 AND ?2 ORDER BY e.tick, e.event", statement -> {
                        statement.setLong(1, firstTick);
                        statement.setLong(2, lastTick);
                        statement.setString(3, words);
                    }, row -> consumer.accept(new TimedEvent(row.getLong(1), row.getLong(2), event(row))));
        } catch (UncheckedIOException failure) {
            IOException cause = failure.getCause();
            if (cause != null && cause.getCause() instanceof SQLException sql
                    && sql.getErrorCode() == SQLiteErrorCode.SQLITE_ERROR.code) {
                throw new IllegalArgumentException("'" + words + "' is no query of words: " + sql.getMessage(),
                        failure);
            }
            throw failure;
        }
    }
}
