package io.worldreel.replayer;

import io.worldreel.format.Frame;

import java.util.NoSuchElementException;

/**
 * A place between two frames of a range, from which one can step either way: {@link #previous()} after {@link #next()} returns the
 * same frame again. Frames hold their events.
 *
 * <p>Owned by one thread, the one that owns the {@link Replay} it came from, and valid until that is closed. Frames that cannot be
 * read are left out and named by {@link Replay#skipped()}.
 */
public interface FrameCursor extends AutoCloseable {

    boolean hasNext();

    /**
     * The frame after this place; steps behind it.
     *
     * @throws NoSuchElementException behind the last
     */
    Frame next();

    boolean hasPrevious();

    /**
     * The frame before this place; steps in front of it.
     *
     * @throws NoSuchElementException in front of the first
     */
    Frame previous();

    /**
     * Goes to the place in front of the first frame of the range that is at or after the moment, or behind the last if there is
     * none.
     */
    void seek(Moment moment);

    /** Goes behind the last frame of the range. */
    void toEnd();

    @Override
    void close();
}
