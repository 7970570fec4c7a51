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
        return isNumber(word) ? EntityId.parse(word) : EntityId.of(word);
    }

    /** As {@link #parse}, for an entity that an archive is asked for: there the name of a source may stand before its id. */
    public static EntityId parseAsked(String word) {
        return isNumber(word) ? EntityId.parse(word) : new EntityId.Named(word);
    }

    private static boolean isNumber(String word) {
        return EntityId.parse(word) instanceof EntityId.Numbered number && number.toString().equals(word);
    }
}
