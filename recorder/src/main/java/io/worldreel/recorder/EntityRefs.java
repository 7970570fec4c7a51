package io.worldreel.recorder;

import java.util.HashMap;
import java.util.Map;

/**
 * The references that stand for entities with string ids in the Java API: the 2^32 smallest longs, in the order in which the
 * names were first asked for. Any other long is an entity's own number.
 */
final class EntityRefs {
    private static final long FIRST = Long.MIN_VALUE;
    private static final long END = FIRST + (1L << 32);

    private final Map<String, Long> refs = new HashMap<>();

    static boolean isNamed(long entity) {
        return entity < END;
    }

    boolean isEmpty() {
        return refs.isEmpty();
    }

    /** Whether {@link #ref} has already been asked for this name. */
    boolean knows(String name) {
        return refs.containsKey(name);
    }

    /** What the next unknown name will get. */
    long next() {
        return FIRST + refs.size();
    }

    long ref(String name) {
        return refs.computeIfAbsent(name, unknown -> next());
    }
}
