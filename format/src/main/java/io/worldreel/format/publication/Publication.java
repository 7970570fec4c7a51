package io.worldreel.format.publication;

import io.worldreel.format.head.SignedHead;
import io.worldreel.zstdvfs.ByteSource;
import java.io.IOException;
import java.util.List;

/**
 * A publication as its followers see it: every byte verified from the publisher's key down, wherever the copies lie that
 * it comes from. May be used by several threads at once.
 */
public interface Publication extends AutoCloseable {
    /**
     * What one head vouches for.
     *
     * @param chunks in the order in which they were published
     */
    record Edition(SignedHead head, List<PublishedChunk> chunks) {
        public Edition {
            chunks = List.copyOf(chunks);
        }
    }

    /** For messages. */
    String name();

    /**
     * Looks around for the newest head and reads the catalog that it names. What was seen once is never gone back on.
     *
     * @throws IOException if nobody has a head or a page of the catalog
     * @throws io.worldreel.format.CorruptException if nobody's head is one to believe, or two exclude each other
     */
    Edition newest() throws IOException;

    /**
     * The bytes of a chunk of an edition.
     *
     * @throws IOException if nobody has it
     */
    ByteSource open(PublishedChunk chunk) throws IOException;

    /** Lets go of what it is read through. */
    @Override
    default void close() throws IOException {}
}
