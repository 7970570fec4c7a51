package io.worldreel.publisher.mirror;

import io.worldreel.format.path.RelativePath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a publication is put, for any static host to serve. Each file appears whole or not at all, and what a call has
 * put is durable when it returns. One publisher at a time.
 */
public interface MirrorStore extends AutoCloseable {
    /** The bytes of a file of at most {@code most} bytes; empty if there is none. A longer one is an error. */
    Optional<byte[]> read(RelativePath path, int most) throws IOException;

    /** The length of a file; empty if there is none. */
    Optional<Long> length(RelativePath path) throws IOException;

    /** Puts a small file; one that is there is replaced. */
    void put(RelativePath path, byte[] bytes) throws IOException;

    /** Puts a copy of a local file; one that is there is replaced. */
    void copy(RelativePath path, Path file) throws IOException;

    /** Removes a file, if it is there. */
    void remove(RelativePath path) throws IOException;

    @Override
    void close() throws IOException;
}
