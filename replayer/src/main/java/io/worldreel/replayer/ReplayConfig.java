package io.worldreel.replayer;

import io.worldreel.zstdvfs.VfsConfig;

import java.time.Duration;

/**
 * What a replay may keep in memory, of which nothing else grows with the archive but its list of chunks; and how it follows one.
 *
 * @param openChunks chunks that are kept open, at least 1
 * @param chunkCacheBytes decompressed pages of all open chunks together, outside the heap
 * @param windowCacheBytes decoded windows, on the heap; one is kept however large it is
 * @param lookInterval a call that comes so long after the last look at the folder looks at what was recorded since
 */
public record ReplayConfig(int openChunks, long chunkCacheBytes, long windowCacheBytes, Duration lookInterval) {
    /** 64 open chunks (hours of a large world) with 256 MiB of pages, 64 MiB of windows, a look every 50 ms. */
    public static final ReplayConfig DEFAULT = new ReplayConfig(64, 256L << 20, 64L << 20, Duration.ofMillis(50));

    /** For archives whose reads cost round trips: 8 open chunks with 256 MiB of pages, so that a large window fits in one fetch. */
    public static final ReplayConfig FAR = new ReplayConfig(8, 256L << 20, 64L << 20,
            Duration.ofMillis(50));

    /** The configuration that suits the place of an archive. */
    public static ReplayConfig of(ArchiveAddress address) {
        return address instanceof ArchiveAddress.Folder ? DEFAULT : FAR;
    }

    public ReplayConfig {
        if (openChunks < 1 || openChunks > 1024) {
            throw new IllegalArgumentException("open chunks must lie in 1..1024: " + openChunks);
        }
        if (chunkCacheBytes < 0 || windowCacheBytes < 0) {
            throw new IllegalArgumentException("a cache cannot have a negative size");
        }
        if (lookInterval.isNegative()) {
            throw new IllegalArgumentException("an interval cannot be negative: " + lookInterval);
        }
    }

    public ReplayConfig withOpenChunks(int newOpenChunks) {
        return new ReplayConfig(newOpenChunks, chunkCacheBytes, windowCacheBytes, lookInterval);
    }

    public ReplayConfig withChunkCacheBytes(long newChunkCacheBytes) {
        return new ReplayConfig(openChunks, newChunkCacheBytes, windowCacheBytes, lookInterval);
    }

    public ReplayConfig withWindowCacheBytes(long newWindowCacheBytes) {
        return new ReplayConfig(openChunks, chunkCacheBytes, newWindowCacheBytes, lookInterval);
    }

    public ReplayConfig withLookInterval(Duration newLookInterval) {
        return new ReplayConfig(openChunks, chunkCacheBytes, windowCacheBytes, newLookInterval);
    }

    VfsConfig vfs() {
        return VfsConfig.DEFAULT.withCacheBytes(chunkCacheBytes / openChunks);
    }
}
