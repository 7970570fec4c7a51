package io.worldreel.replayer;

import io.worldreel.format.EntityId;

import java.util.Optional;

/**
 * Which events are wanted.
 *
 * @param from the first moment, inclusive
 * @param to the last moment, inclusive
 */
public record EventFilter(Moment from, Moment to, Optional<String> kind, Optional<EntityId> entity) {
    public static final EventFilter ALL = new EventFilter(Moment.START, Moment.END, Optional.empty(), Optional.empty());

    public EventFilter between(Moment newFrom, Moment newTo) {
        return new EventFilter(newFrom, newTo, kind, entity);
    }

    public EventFilter withKind(String wanted) {
        return new EventFilter(from, to, Optional.of(wanted), entity);
    }

    public EventFilter withEntity(EntityId wanted) {
        return new EventFilter(from, to, kind, Optional.of(wanted));
    }
}
