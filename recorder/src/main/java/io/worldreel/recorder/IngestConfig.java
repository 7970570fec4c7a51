package io.worldreel.recorder;

import io.worldreel.format.segment.Indexes;
import io.worldreel.zstdvfs.PackConfig;
import java.time.Duration;
import java.util.Optional;

/**
 * When segments become chunks, and how.
 *
 * @param segmentBytes a segment of so many bytes is sealed
 * @param segmentRawBytes a segment whose samples take so many bytes plainly is sealed: so much of the journal is kept, and so much
 *        a recovery has to go through
 * @param segmentTime a segment whose frames span so much time is sealed
 * @param countMissing whether ticks that a sender's numbers pass over stand in the account as missing; not so for sources that
 *        number with holes on purpose
 * @param pack how chunks are compressed
 * @param indexes what chunks get beside their index by time
 * @param retention which chunks of the archive go when another is sealed
 * @param ring if present, chunks go that this says nothing of, and that no mark has kept
 * @param markOn if present, an event of this kind is a mark: what led up to it is sealed and kept
 */
public record IngestConfig(long segmentBytes, long segmentRawBytes, Duration segmentTime, boolean countMissing,
        PackConfig pack, Indexes indexes, Retention retention, Optional<Retention> ring, Optional<String> markOn) {
    /** By measurement: larger zstd frames make seeks dearer, smaller ones the chunk. */
    private static final int ZSTD_FRAME_BYTES = 64 << 10;
    private static final int ZSTD_LEVEL = 3;
    /** Packed values of bodies are such bytes: Huffman codes would save 3 % of them and take a seventh of the time to decode a window. */
    private static final double LITERAL_LOSS = 0.05;

    /** 256 MiB, 1 GiB of plain samples or an hour, whichever comes first. */
    public static final IngestConfig DEFAULT = new IngestConfig(256L << 20, 1L << 30, Duration.ofHours(1), true,
            PackConfig.DEFAULT.withFrameSize(ZSTD_FRAME_BYTES).withLevel(ZSTD_LEVEL).withLiteralLoss(LITERAL_LOSS),
            Indexes.ALL, Retention.ALL,
            Optional.empty(), Optional.empty());

    private static final int RING_CHUNKS = 8;
    private static final long LEAST_BYTES = 1 << 20;

    public IngestConfig {
        requireEnough("segmentBytes", segmentBytes);
        requireEnough("segmentRawBytes", segmentRawBytes);
        if (segmentTime.isNegative() || segmentTime.isZero()) {
            throw new IllegalArgumentException("segmentTime must be positive: " + segmentTime);
        }
    }

    public IngestConfig withSegmentBytes(long bytes) {
        return new IngestConfig(bytes, segmentRawBytes, segmentTime, countMissing, pack, indexes, retention, ring,
                markOn);
    }

    public IngestConfig withSegmentRawBytes(long bytes) {
        return new IngestConfig(segmentBytes, bytes, segmentTime, countMissing, pack, indexes, retention, ring, markOn);
    }

    public IngestConfig withSegmentTime(Duration time) {
        return new IngestConfig(segmentBytes, segmentRawBytes, time, countMissing, pack, indexes, retention, ring,
                markOn);
    }

    public IngestConfig withCountMissing(boolean count) {
        return new IngestConfig(segmentBytes, segmentRawBytes, segmentTime, count, pack, indexes, retention, ring,
                markOn);
    }

    public IngestConfig withPack(PackConfig newPack) {
        return new IngestConfig(segmentBytes, segmentRawBytes, segmentTime, countMissing, newPack, indexes, retention,
                ring, markOn);
    }

    public IngestConfig withIndexes(Indexes newIndexes) {
        return new IngestConfig(segmentBytes, segmentRawBytes, segmentTime, countMissing, pack, newIndexes, retention,
                ring, markOn);
    }

    public IngestConfig withRetention(Retention newRetention) {
        return new IngestConfig(segmentBytes, segmentRawBytes, segmentTime, countMissing, pack, indexes, newRetention,
                ring, markOn);
    }

    /** Keeps the last frames of so much time only, in chunks of an eighth of it, until a mark keeps them for good. */
    public IngestConfig withRing(Duration time) {
        Retention newest = Retention.ALL.withAge(time);
        return new IngestConfig(segmentBytes, segmentRawBytes, time.dividedBy(RING_CHUNKS), countMissing, pack,
                indexes, retention, Optional.of(newest), markOn);
    }

    /** Keeps the last chunks of so many bytes only, about eight of them, until a mark keeps them for good. */
    public IngestConfig withRing(long bytes) {
        Retention newest = Retention.ALL.withBytes(bytes);
        return new IngestConfig(Math.max(LEAST_BYTES, bytes / RING_CHUNKS), segmentRawBytes, segmentTime, countMissing,
                pack, indexes, retention, Optional.of(newest), markOn);
    }

    /** Lets events of a kind be marks. */
    public IngestConfig withMarkOn(String kind) {
        return new IngestConfig(segmentBytes, segmentRawBytes, segmentTime, countMissing, pack, indexes, retention,
                ring, Optional.of(kind));
    }

    private static void requireEnough(String name, long bytes) {
        if (bytes < LEAST_BYTES) {
            throw new IllegalArgumentException(name + " must be at least " + LEAST_BYTES + ": " + bytes);
        }
    }
}
