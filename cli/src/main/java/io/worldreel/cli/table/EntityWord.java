package io.worldreel.cli.table;

import io.worldreel.format.EntityId;

/** Entity ids as people and tables write them. */
public final class EntityWord {
    private EntityWord() {}

    /**
     * A whole number in plain decimal is a number; anything else is a name, and so are {@code 007} and {@code +7}: were they
     * numbers, they and {@code 7} would be one entity.
     *
     * @throws IllegalArgumentException if the word is longer than a name may be
     */
    public static EntityId parse(String word) {
        EntityId entity = EntityId.parse(word);
        return entity.toString().equals(word) ? entity : EntityId.of(word);
    }
}
