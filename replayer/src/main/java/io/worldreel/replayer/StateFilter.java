package io.worldreel.replayer;

import io.worldreel.format.EntityId;

import java.util.Optional;

/** Which part of a state is wanted; what is not wanted is not read. */
public record StateFilter(Optional<EntityId> entity, Optional<String> component) {
    public static final StateFilter ALL = new StateFilter(Optional.empty(), Optional.empty());

    public StateFilter withEntity(EntityId wanted) {
        return new StateFilter(Optional.of(wanted), component);
    }

    public StateFilter withComponent(String wanted) {
        return new StateFilter(entity, Optional.of(wanted));
    }
}
