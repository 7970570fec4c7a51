package io.worldreel.format.segment;

import io.worldreel.format.EntityId;

import java.util.Optional;

/** Which events are asked for: those of ticks {@code firstTick} to {@code lastTick}, both included, that match the rest. */
public record EventFilter(long firstTick, long lastTick, Optional<String> kind, Optional<EntityId> entity) {
    public static final EventFilter ALL = ofTicks(Long.MIN_VALUE, Long.MAX_VALUE);

    public static EventFilter ofTicks(long firstTick, long lastTick) {
        return new EventFilter(firstTick, lastTick, Optional.empty(), Optional.empty());
    }
}
