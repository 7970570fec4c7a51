package io.worldreel.format.window;

import io.worldreel.format.CorruptException;

/** Where the parts of one window come from. A window asks for a part when it first needs it. */
@FunctionalInterface
public interface PartSource {

    /** @throws CorruptException if there is no such part: a window asks only for parts that its directory promises */
    byte[] part(PartKind kind, int component, int group);
}
