package io.worldreel.zstdvfs;

import com.github.luben.zstd.ZstdDecompressCtx;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * A context of zstd, and room for compressed bytes. To make one takes as long as to decompress a zstd frame, so those that are given
 * back are kept for whoever comes next, whatever file he reads. Owned by who took it.
 */
final class Workspace {
    private static final int MOST_IDLE = 8;
    private static final int MOST_KEPT_BYTES = 1 << 20;
    private static final ArrayBlockingQueue<Workspace> IDLE = new ArrayBlockingQueue<>(MOST_IDLE);

    final ZstdDecompressCtx context = new ZstdDecompressCtx();
    private byte[] compressed = {};

    private Workspace() {}

    static Workspace take() {
        Workspace idle = IDLE.poll();
        return idle == null ? new Workspace() : idle;
    }

    /** At least so many bytes, of any content; valid until the next call. */
    byte[] compressed(int bytes) {
        if (compressed.length < bytes) {
            compressed = new byte[bytes];
        }
        return compressed;
    }

    void giveBack() {
        if (compressed.length > MOST_KEPT_BYTES) {
            compressed = new byte[0];
        }
        if (!IDLE.offer(this)) {
            context.close();
        }
    }
}
