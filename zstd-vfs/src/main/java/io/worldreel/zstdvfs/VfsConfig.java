package io.worldreel.zstdvfs;

/**
 * How a seekable file is read. Connections that open the same content with equal configurations share one cache.
 *
 * @param cacheBytes decompressed bytes kept in memory outside the heap, per file; at least 8 zstd frames are kept. Of
 *     remote files, up to 64 MiB of copied B-tree interior pages come on top, as far as they are used
 * @param readAheadFrames most zstd frames fetched ahead of a sequential reader; 0 switches read-ahead off
 * @param remoteReadAheadFrames the same where a read costs a round trip
 * @param maxFrameBytes larger zstd frames are refused before memory is taken for them
 * @param maxSkippableBytes larger application frames are refused before memory is taken for them
 */
public record VfsConfig(long cacheBytes, int readAheadFrames, int remoteReadAheadFrames, int maxFrameBytes,
        long maxSkippableBytes) {
    /** 64 MiB of cache, up to 16 zstd frames ahead (64 if remote), zstd frames to 1 MiB, application frames to 256 MiB. */
    public static final VfsConfig DEFAULT = new VfsConfig(64L << 20, 16, 64, 1 << 20, 256L << 20);

    public VfsConfig {
        if (cacheBytes < 0) {
            throw new IllegalArgumentException("cache bytes " + cacheBytes + " are negative");
        }
        requireReadAhead(readAheadFrames);
        requireReadAhead(remoteReadAheadFrames);
        if (maxFrameBytes < 1 || maxFrameBytes > PackConfig.MAX_FRAME_SIZE) {
            throw new IllegalArgumentException("frame limit " + maxFrameBytes + " is not in 1..1048576");
        }
        if (maxSkippableBytes < 0 || maxSkippableBytes > Integer.MAX_VALUE - 64) {
            throw new IllegalArgumentException("application frame limit " + maxSkippableBytes + " is not in 0..2 GiB");
        }
    }

    private static void requireReadAhead(int frames) {
        if (frames < 0 || frames > 1024) {
            throw new IllegalArgumentException("read-ahead of " + frames + " zstd frames is not in 0..1024");
        }
    }

    public VfsConfig withRemoteReadAheadFrames(int newFrames) {
        return new VfsConfig(cacheBytes, readAheadFrames, newFrames, maxFrameBytes, maxSkippableBytes);
    }

    public VfsConfig withCacheBytes(long newCacheBytes) {
        return new VfsConfig(newCacheBytes, readAheadFrames, remoteReadAheadFrames, maxFrameBytes, maxSkippableBytes);
    }

    public VfsConfig withReadAheadFrames(int newReadAheadFrames) {
        return new VfsConfig(cacheBytes, newReadAheadFrames, remoteReadAheadFrames, maxFrameBytes, maxSkippableBytes);
    }

    public VfsConfig withMaxFrameBytes(int newMaxFrameBytes) {
        return new VfsConfig(cacheBytes, readAheadFrames, remoteReadAheadFrames, newMaxFrameBytes, maxSkippableBytes);
    }

    public VfsConfig withMaxSkippableBytes(long newMaxSkippableBytes) {
        return new VfsConfig(cacheBytes, readAheadFrames, remoteReadAheadFrames, maxFrameBytes, newMaxSkippableBytes);
    }
}
