package io.worldreel.format.message;

import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;

/** Entities whose values frames put all at once, in this order. Immutable. */
public final class EntityGroup {
    private final long[] refs;
    private final boolean[] named;
    private final byte[] namedBits;
    private final int namedCount;

    /**
     * @param refs the entities' numbers, or the references that {@link Message.EntityName} gave to their strings
     * @param named which are the latter
     * @throws IllegalArgumentException if an entity is in it twice
     */
    public EntityGroup(long[] refs, boolean[] named) {
        if (refs.length != named.length) {
            throw new IllegalArgumentException(refs.length + " references, " + named.length + " flags");
        }
        this.refs = refs.clone();
        this.named = named.clone();
        Set<Long> numbers = new HashSet<>();
        Set<Long> references = new HashSet<>();
        for (int i = 0; i < refs.length; i++) {
            if (!(named[i] ? references : numbers).add(refs[i])) {
                throw new IllegalArgumentException("entity " + refs[i] + " is in the group twice");
            }
        }
        namedCount = references.size();
        namedBits = new byte[(refs.length + 7) / 8];
        for (int i = 0; i < refs.length; i++) {
            namedBits[i / 8] |= (byte) (named[i] ? 1 << i % 8 : 0);
        }
    }

    public int size() {
        return refs.length;
    }

    long ref(int index) {
        return refs[index];
    }

    boolean named(int index) {
        return named[index];
    }

    int namedCount() {
        return namedCount;
    }

    /** Bytes that {@link #writeTo} writes. */
    long bytes() {
        return 8L * refs.length + (namedCount > 0 ? namedBits.length : 0);
    }

    void writeTo(MessageCursor out) {
        out.longs(refs, refs.length);
        if (namedCount > 0) {
            out.bytes(MemorySegment.ofArray(namedBits), 0, namedBits.length);
        }
    }

    /** The group's own array, which nobody changes. */
    long[] refs() {
        return refs;
    }

    /** The group's own array, which nobody changes. */
    boolean[] named() {
        return named;
    }
}
