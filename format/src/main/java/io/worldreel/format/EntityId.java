package io.worldreel.format;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What an entity is called: a number or a string. Numbers sort before strings. */
public sealed interface EntityId extends Comparable<EntityId> {

    /** An entity that its engine numbers; any i64. */
    record Numbered(long number) implements EntityId {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Numbered that && number == that.number;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(number);
        }

        @Override
        public String toString() {
            return Long.toString(number);
        }
    }

    /** An entity with a name: 1 to 255 bytes of UTF-8, before which an archive may put its source ({@link WorldIds}). */
    record Named(String name) implements EntityId {
        private static final int MOST_BYTES = 4 * Limits.NAME_BYTES;

        public Named {
            requireLength(name, MOST_BYTES);
        }

        private static void requireLength(String name, int most) {
            int length = name.getBytes(StandardCharsets.UTF_8).length;
            if (length < 1 || length > most) {
                throw new IllegalArgumentException("entity name must have 1 to " + most + " bytes, has " + length);
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static EntityId of(long number) {
        return new Numbered(number);
    }

    /** @param name of 1 to 255 bytes of UTF-8 */
    static EntityId of(String name) {
        Named.requireLength(name, Limits.NAME_BYTES);
        return new Named(name);
    }

    /** Reads a word as people write ids: a decimal i64 is a number, anything else a name. */
    static EntityId parse(String word) {
        try {
            return of(Long.parseLong(word));
        } catch (NumberFormatException notANumber) {
            return new Named(word);
        }
    }

    @Override
    default int compareTo(EntityId other) {
        return switch (this) {
            case Numbered(long mine) -> other instanceof Numbered(long theirs) ? Long.compare(mine, theirs) : -1;
            case Named(String mine) -> other instanceof Named(String theirs) ? mine.compareTo(theirs) : 1;
        };
    }
}
