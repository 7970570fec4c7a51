package io.worldreel.publisher.mirror;

import io.worldreel.format.path.RelativePath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a publication is put, for any static host to serve. Each file appears whole or not at all, and what a call has
 * put is durable when it returns. Who publishes at the same time is either kept out, or found out by {@link #exchange}.
 */
public interface MirrorStore extends AutoCloseable {
    /** The bytes of a file of at most {@code most} bytes; empty if there is none. A longer one is an error. */
    Optional<byte[]> read(RelativePath path, int most) throws IOException;

    /** Where a file lies on this machine, if it does. */
    default Optional<Path> local(RelativePath path) {
        return Optional.empty();
    }

    /** The length of a file; empty if there is none. */
    Optional<Long> length(RelativePath path) throws IOException;

    /** Puts a small file; one that is there is replaced. */
    void put(RelativePath path, byte[] bytes) throws IOException;

    /** Puts a small file whose name tells its content, unless it is there. */
    void add(RelativePath path, byte[] bytes) throws IOException;

    /**
     * Puts a small file in the place of what was there when it was read or exchanged here last.
     *
     * @return false if it is another one by now, or there was none and is one: then nothing is done
     */
    boolean exchange(RelativePath path, byte[] bytes) throws IOException;

    /** Puts a copy of a local file, whose name tells its content. */
    void copy(RelativePath path, Path file) throws IOException;

    /** Removes a file, if it is there. */
    void remove(RelativePath path) throws IOException;

    @Override
    void close() throws IOException;
}
