package io.worldreel.publisher.serve;

import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.head.SignedHead;
import io.worldreel.zstdvfs.ByteSource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The files of an archive, wherever it lies. May be asked by several threads at once, and may take its time. */
public interface ArchiveFiles extends AutoCloseable {
    /** For people. */
    String name();

    /**
     * A file.
     *
     * @return empty if it is no file of the archive
     * @throws IOException if it cannot be had now
     */
    Optional<ByteSource> open(ArchivePath path) throws IOException;

    /** The chunks, in the archive's order. */
    List<ChunkInfo> chunks() throws IOException;

    /** The signed head, if it is a publication. */
    Optional<SignedHead> head() throws IOException;

    @Override
    void close() throws IOException;
}
