package io.worldreel.replayer;

import io.worldreel.zstdvfs.ByteSource;
import io.worldreel.zstdvfs.FileSource;

import java.io.IOException;
import java.nio.file.Path;

/** Where the bytes of chunks come from. */
@FunctionalInterface
public interface ChunkFiles {
    /** The files of the archive folder. */
    ChunkFiles LOCAL = FileSource::open;

    /** @param file where the chunk lies, or would lie, in the archive folder */
    ByteSource open(Path file) throws IOException;
}
