package io.worldreel.format;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the entities of a source are called in an archive (FORMAT.md, "Several sources"). Where an archive has one source they keep
 * the ids that it gave them. Where it has several, equal ids of two sources are two entities, and so each gets the name of its
 * source before it; but an entity whose name begins with {@code @} belongs to the world and is the same in all of them.
 */
public final class WorldIds {
    /** Ids as the source gave them. */
    public static final WorldIds AS_GIVEN = new WorldIds("");
    private static final char SHARED = '@';
    private static final char QUOTE = '\'';

    private final String prefix;

    private WorldIds(String prefix) {
        this.prefix = prefix;
    }

    /** The ids of a source in an archive that has chunks of these sources. */
    public static WorldIds of(String source, Stream<String> sourcesOfChunks) {
        return sourcesOfChunks.allMatch(source::equals) ? AS_GIVEN : ofSource(source);
    }

    /** The ids of one of several sources. */
    public static WorldIds ofSource(String source) {
        String safe = source.replace("%", "%25").replace("/", "%2F");
        return new WorldIds((safe.charAt(0) == SHARED ? "%40" + safe.substring(1) : safe) + "/");
    }

    /** What an entity of the source is called in the archive. */
    public EntityId toWorld(EntityId id) {
        if (prefix.isEmpty() || isShared(id)) {
            return id;
        }
        return switch (id) {
            case EntityId.Numbered(long number) -> new EntityId.Named(prefix + number);
            case EntityId.Named(String name) -> new EntityId.Named(prefix + (isAmbiguous(name)
                    ? QUOTE + name + QUOTE
                    : name));
        };
    }

    /** What the source calls an entity of the archive; empty if it is none of the source's. */
    public Optional<EntityId> toSource(EntityId id) {
        if (prefix.isEmpty() || isShared(id)) {
            return Optional.of(id);
        }
        if (!(id instanceof EntityId.Named(String name)) || !name.startsWith(prefix)
                || name.length() == prefix.length()) {
            return Optional.empty();
        }
        String own = name.substring(prefix.length());
        if (own.charAt(0) != QUOTE) {
            return Optional.of(EntityId.parse(own));
        }
        String unquoted = own.substring(1, Math.max(1, own.length() - 1));
        return own.charAt(own.length() - 1) == QUOTE && !unquoted.isEmpty() && isAmbiguous(unquoted)
                ? Optional.of(EntityId.of(unquoted))
                : Optional.empty();
    }

    private static boolean isShared(EntityId id) {
        return id instanceof EntityId.Named(String name) && name.charAt(0) == SHARED;
    }

    /** Whether a name would be taken for a number, or for a name in quotes. */
    private static boolean isAmbiguous(String name) {
        return name.charAt(0) == QUOTE || EntityId.parse(name) instanceof EntityId.Numbered;
    }
}
