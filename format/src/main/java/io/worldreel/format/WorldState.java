package io.worldreel.format;

import java.util.List;
import java.util.SequencedMap;

/**
 * Everything that is true at one tick: the last value of each component of each entity alive at it.
 *
 * @param tick the frame this is the state after
 * @param entities ordered by id
 */
public record WorldState(long tick, long timeNanos, List<EntityState> entities) {

    public WorldState {
        entities = List.copyOf(entities);
    }

    /** @param values in the order in which the components were declared */
    public record EntityState(EntityId entity, String kind, SequencedMap<Component, Value> values) {}
}
