package io.worldreel.format.segment;

/** Has the bytes of windows brought near before they are read piece by piece. Owned by the segment's thread. */
public interface WindowFetch extends AutoCloseable {
    /** For segments that lie near: a read costs no round trip. */
    WindowFetch NONE = new WindowFetch() {
        @Override
        public boolean isFar() {
            return false;
        }

        @Override
        public void fetch(int window, Wanted wanted) {}

        @Override
        public void close() {}
    };

    /** Whether a read costs a round trip. */
    boolean isFar();

    /** A window is about to be read. What fails to come is left to whoever reads it. */
    void fetch(int window, Wanted wanted);

    @Override
    void close();
}
