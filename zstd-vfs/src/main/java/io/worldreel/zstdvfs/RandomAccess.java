package io.worldreel.zstdvfs;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Raw bytes that can be read at any offset: a database file, or one inside a {@link SeekableReader}. */
public interface RandomAccess {
    /** Size in bytes. */
    long size();

    /** Fills the remaining space of {@code dst} with the bytes that start at {@code offset}; fails if there are fewer. */
    void read(long offset, ByteBuffer dst) throws IOException;
}
