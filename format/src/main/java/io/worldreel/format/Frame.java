package io.worldreel.format;

import java.util.List;

/**
 * What one tick says, decoded.
 *
 * @param tick rises from frame to frame of one source
 * @param timeNanos nanoseconds since the Unix epoch, by the sender's clock
 * @param samples entities in the order in which the sender first named them, the components of an entity in the order of their
 *        declaration
 * @param spawns entities whose life begins with this frame and whose kind is known
 * @param despawns entities whose life ends with this frame: their samples in it are in no state
 */
public record Frame(long tick, long timeNanos, List<Sample> samples, List<Spawn> spawns, List<EntityId> despawns,
        List<Event> events) {

    public Frame {
        samples = List.copyOf(samples);
        spawns = List.copyOf(spawns);
        despawns = List.copyOf(despawns);
        events = List.copyOf(events);
    }

    /** A component's value that a frame puts on an entity. */
    public record Sample(EntityId entity, Component component, Value value) {}

    /** @param kind what the entity is; empty if not said */
    public record Spawn(EntityId entity, String kind) {}
}
