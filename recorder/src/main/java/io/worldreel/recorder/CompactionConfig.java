package io.worldreel.recorder;

import io.worldreel.format.segment.Indexes;
import io.worldreel.zstdvfs.PackConfig;

/**
 * How small chunks become large ones.
 *
 * @param segmentBytes a large chunk takes no more segments once it has so many bytes before compression
 * @param pack how it is compressed
 * @param indexes what it gets beside its index by time
 */
public record CompactionConfig(long segmentBytes, PackConfig pack, Indexes indexes) {
    /** Nobody waits for a compaction, and all who fetch the archive profit. */
    private static final int LEVEL = 9;

    /** Up to 4 GiB, as small as zstd's level 9 makes it. */
    public static final CompactionConfig DEFAULT = new CompactionConfig(4L << 30,
            IngestConfig.DEFAULT.pack().withLevel(LEVEL).withLiteralLoss(0), Indexes.ALL);

    public CompactionConfig {
        if (segmentBytes < 1) {
            throw new IllegalArgumentException("segmentBytes must be positive: " + segmentBytes);
        }
    }

    public CompactionConfig withSegmentBytes(long bytes) {
        return new CompactionConfig(bytes, pack, indexes);
    }

    public CompactionConfig withPack(PackConfig newPack) {
        return new CompactionConfig(segmentBytes, newPack, indexes);
    }

    public CompactionConfig withIndexes(Indexes newIndexes) {
        return new CompactionConfig(segmentBytes, pack, newIndexes);
    }
}
