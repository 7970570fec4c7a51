package io.worldreel.zstdvfs;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The raw bytes of a small database, in memory. */
public final class BytesAccess implements RandomAccess {
    private final ByteBuffer bytes;

    private BytesAccess(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** Reads all bytes there are, at once. */
    public static BytesAccess copyOf(RandomAccess raw) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(raw.size()));
        raw.read(0, bytes);
        return new BytesAccess(bytes.flip());
    }

    @Override
    public long size() {
        return bytes.limit();
    }

    @Override
    public void read(long offset, ByteBuffer dst) throws IOException {
        if (offset > size() - dst.remaining()) {
            throw new EOFException("bytes " + offset + " and on wanted of " + size());
        }
        dst.put(dst.position(), bytes, (int) offset, dst.remaining());
        dst.position(dst.limit());
    }
}
