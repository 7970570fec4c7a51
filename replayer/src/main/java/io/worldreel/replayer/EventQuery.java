package io.worldreel.replayer;

import io.worldreel.format.EntityId;

import java.util.Optional;

/**
 * Which events are wanted.
 *
 * @param from the first moment, inclusive
 * @param to the last moment, inclusive
 */
public record EventQuery(Moment from, Moment to, Optional<String> kind, Optional<EntityId> entity) {
    public static final EventQuery ALL = new EventQuery(Moment.START, Moment.END, Optional.empty(), Optional.empty());

    public EventQuery between(Moment newFrom, Moment newTo) {
        return new EventQuery(newFrom, newTo, kind, entity);
    }

    public EventQuery withKind(String wanted) {
        return new EventQuery(from, to, Optional.of(wanted), entity);
    }

    public EventQuery withEntity(EntityId wanted) {
        return new EventQuery(from, to, kind, Optional.of(wanted));
    }
}
