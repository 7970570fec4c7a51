package io.worldreel.format.window;

import io.worldreel.format.CorruptException;

/** Where the parts of one window, and of its reference window, come from. A window asks for a part when it first needs it. */
@FunctionalInterface
public interface PartSource {

    /**
     * @param windowsBack 0 for the window itself; otherwise how many windows before it, within the same segment, the part's is
     * @throws CorruptException if there is no such part: a window asks only for parts that its directory promises
     */
    byte[] part(int windowsBack, PartKind kind, int component, int group);

    /** The parts of the window that lies {@code count} windows before this one. */
    default PartSource back(int count) {
        return (windowsBack, kind, component, group) -> part(count + windowsBack, kind, component, group);
    }
}
