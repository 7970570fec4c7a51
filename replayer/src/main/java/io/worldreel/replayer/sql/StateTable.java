package io.worldreel.replayer.sql;

import io.worldreel.format.Component;
import io.worldreel.format.EntityId;
import io.worldreel.format.Value;
import io.worldreel.format.WorldState;
import io.worldreel.format.WorldState.EntityState;
import io.worldreel.replayer.Moment;
import io.worldreel.replayer.Replay;
import io.worldreel.replayer.StateFilter;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * {@code state(tick, time, entity, kind, component, value, x, y, z, w)} as of a moment: {@code WHERE at = '+12.5s'}. The moment is
 * a text as the command line takes it, or a time in nanoseconds; without one it is the end. A row for each value, and one with a
 * NULL component for an entity that has none.
 */
final class StateTable extends RowTable {
    private static final int AXES = 4;

    private final Replay replay;
    private final ArchiveReader archive;
    private final int componentCount;
    private final Predicate<String> hasComponent;
    private final double entities;

    /**
     * @param componentCount about how many components the archive has
     * @param hasComponent whether it has one of a name
     */
    StateTable(String name, Replay replay, ArchiveReader archive, int componentCount, Predicate<String> hasComponent) {
        super(name,
                List.of(Column.plain("tick", "INTEGER"), Column.plain("time", "INTEGER"), Column.ENTITY, Column.KIND,
                        Column.COMPONENT, Column.plain("value", ""), Column.plain("x", "REAL"),
                        Column.plain("y", "REAL"), Column.plain("z", "REAL"), Column.plain("w", "REAL"), Column.AT));
        this.replay = replay;
        this.archive = archive;
        this.componentCount = Math.max(1, componentCount);
        this.hasComponent = hasComponent;
        double frames = archive.chunks().stream().mapToDouble(chunk -> chunk.frames()).sum();
        entities = archive.chunks().stream().mapToDouble(chunk -> chunk.samples()).sum() / Math.max(1, frames);
    }

    @Override
    double rows(Plan plan) {
        double rows = Math.max(1, entities) * componentCount;
        rows /= plan.narrows(SearchKey.COMPONENT) ? componentCount : 1;
        return rows / (plan.narrows(SearchKey.ENTITY) ? Math.max(1, entities) : 1);
    }

    @Override
    Iterator<Row> walk(Bounds bounds) {
        archive.deadline().check();
        Moment moment = moment(bounds.parameter(SearchKey.AT));
        StateFilter filter = StateFilter.ALL;
        if (bounds.component().isPresent()) {
            if (!hasComponent.test(bounds.component().get())) {
                return List.<Row>of().iterator();
            }
            filter = filter.withComponent(bounds.component().get());
        }
        if (bounds.entities().isEmpty()) {
            return rows(moment, bounds, filter).iterator();
        }
        List<Row> rows = new ArrayList<>();
        for (EntityId entity : bounds.entities().get()) {
            if (archive.hasEntity(entity)) {
                rows.addAll(rows(moment, bounds, filter.withEntity(entity)));
            }
        }
        return rows.iterator();
    }

    private static Moment moment(Optional<Argument> at) {
        return switch (at.orElse(new Argument.Text("end"))) {
            case Argument.Whole(long nanos) -> new Moment.Time(nanos);
            case Argument.Text(String word) -> Moment.parse(word);
            default -> throw new IllegalArgumentException("at = must be followed by a whole number of nanoseconds or a "
                    + "moment such as '+12.5s', 'tick:600' or '2026-11-20T18:04:05Z'");
        };
    }

    /** Takes memory by the size of the world. */
    private List<Row> rows(Moment moment, Bounds bounds, StateFilter filter) {
        WorldState state = replay.at(moment, filter);
        Object at = switch (bounds.parameter(SearchKey.AT).orElse(Argument.NULL)) {
            case Argument.Whole(long nanos) -> nanos;
            case Argument.Text(String word) -> word;
            default -> state.timeNanos();
        };
        List<Row> rows = new ArrayList<>();
        for (EntityState entity : state.entities()) {
            for (Map.Entry<Component, Value> entry : entity.values().entrySet()) {
                rows.add(row(state, entity, entry.getKey().name(), entry.getValue(), at));
            }
            if (entity.values().isEmpty()) {
                rows.add(row(state, entity, null, null, at));
            }
        }
        return rows;
    }

    private static Row row(WorldState state, EntityState entity, @Nullable String component, @Nullable Value value,
            Object at) {
        @Nullable
        Object[] axes = new @Nullable Object[AXES];
        if (value != null && value.type().columns() > 1) {
            for (int c = 0; c < value.type().columns(); c++) {
                axes[c] = value.number(c);
            }
        }
        return new Row(state.tick(), state.timeNanos(), Results.of(entity.entity()), entity.kind(), component,
                value == null ? null : Results.of(value), axes[0], axes[1], axes[2], axes[3], at);
    }
}
