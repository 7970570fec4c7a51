package io.worldreel.format.segment;

import io.worldreel.format.EntityId;

import java.util.OptionalLong;

/**
 * One life of an entity.
 *
 * @param despawnTick the first tick at which it is no longer alive; empty if it outlives the segment
 */
public record Lifetime(EntityId entity, String kind, long spawnTick, long spawnTimeNanos, OptionalLong despawnTick,
        OptionalLong despawnTimeNanos) {}
