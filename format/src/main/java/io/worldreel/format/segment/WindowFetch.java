package io.worldreel.format.segment;

/** Has the bytes of windows brought near before they are read piece by piece. Owned by the segment's thread. */
public interface WindowFetch extends AutoCloseable {
    /** For segments that lie near: a read costs no round trip. */
    WindowFetch NONE = () -> {};

    /** Whether a read costs a round trip. */
    default boolean isFar() {
        return false;
    }

    /** A window is about to be read. What fails to come is left to whoever reads it. */
    default void fetch(int window, Wanted wanted) {}

    @Override
    void close();
}
