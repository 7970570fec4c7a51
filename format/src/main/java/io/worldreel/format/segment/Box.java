package io.worldreel.format.segment;

import io.worldreel.format.EntityId;

/** Windows from first to last, numbered in their segment, in which an entity may have been in some space. */
public record Box(EntityId entity, int firstWindow, int lastWindow) {}
