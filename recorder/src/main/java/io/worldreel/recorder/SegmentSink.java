package io.worldreel.recorder;

import java.nio.file.Path;

/** Where full segments go. */
interface SegmentSink {
    /**
     * Makes a chunk of a closed segment and deletes the segment. If this throws, the segment is still there.
     *
     * @throws java.io.UncheckedIOException if a file cannot be read or written
     */
    void seal(Path segment);

    /**
     * The source has ended with the segment that was sealed last, which did not say so.
     *
     * @param segment where a segment may be made for the time of the call
     * @throws java.io.UncheckedIOException if a file cannot be read or written
     */
    default void end(Path segment) {}

    /** Keeps what a ring would let go of. */
    default void keep(String source) {}
}
