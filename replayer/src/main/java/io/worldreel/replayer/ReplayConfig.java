package io.worldreel.replayer;

import io.worldreel.zstdvfs.VfsConfig;

/**
 * What a replay may keep in memory; nothing else of it grows with the archive but its list of chunks.
 *
 * @param openChunks chunks that are kept open, at least 1
 * @param chunkCacheBytes decompressed pages of all open chunks together, outside the heap
 * @param windowCacheBytes decoded windows, on the heap; one is kept however large it is
 */
public record ReplayConfig(int openChunks, long chunkCacheBytes, long windowCacheBytes) {
    /** 16 open chunks with 128 MiB of pages, 64 MiB of windows. */
    public static final ReplayConfig DEFAULT = new ReplayConfig(16, 128L << 20, 64L << 20);

    public ReplayConfig {
        if (openChunks < 1 || openChunks > 1024) {
            throw new IllegalArgumentException("open chunks must lie in 1..1024: " + openChunks);
        }
        if (chunkCacheBytes < 0 || windowCacheBytes < 0) {
            throw new IllegalArgumentException("a cache cannot have a negative size");
        }
    }

    public ReplayConfig withOpenChunks(int newOpenChunks) {
        return new ReplayConfig(newOpenChunks, chunkCacheBytes, windowCacheBytes);
    }

    public ReplayConfig withChunkCacheBytes(long newChunkCacheBytes) {
        return new ReplayConfig(openChunks, newChunkCacheBytes, windowCacheBytes);
    }

    public ReplayConfig withWindowCacheBytes(long newWindowCacheBytes) {
        return new ReplayConfig(openChunks, chunkCacheBytes, newWindowCacheBytes);
    }

    VfsConfig vfs() {
        return VfsConfig.DEFAULT.withCacheBytes(chunkCacheBytes / openChunks);
    }
}
