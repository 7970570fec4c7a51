package io.worldreel.format.segment;

import io.worldreel.format.EntityId;

/**
 * A turn in the life of an entity.
 *
 * @param spawn whether a life begins (or, for a living entity, its kind changes); otherwise it ends
 * @param kind what the entity is; empty if not said, and for the end of a life
 */
public record LifeMark(long tick, long timeNanos, EntityId entity, boolean spawn, String kind) {}
