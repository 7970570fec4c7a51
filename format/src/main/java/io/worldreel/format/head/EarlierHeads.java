package io.worldreel.format.head;

import java.util.Optional;

/** Where a follower finds heads of the past, so that it can see that a new one follows from the one it knows. */
@FunctionalInterface
public interface EarlierHeads {
    /** Knows none. */
    EarlierHeads NONE = seq -> Optional.empty();

    /** The bytes of the head with this number, from whoever has it; they are not trusted. Empty if nobody does. */
    Optional<byte[]> find(long seq);
}
