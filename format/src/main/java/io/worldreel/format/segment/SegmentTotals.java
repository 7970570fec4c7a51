package io.worldreel.format.segment;

/**
 * What a segment holds, in numbers.
 *
 * @param fromNanos the least time of any frame
 * @param toNanos the greatest
 * @param dropped ticks that the recorder could not take
 * @param missing ticks that the sender's numbers passed over
 */
public record SegmentTotals(long firstTick, long lastTick, long fromNanos, long toNanos, long frames, long samples,
        long rawBytes, long dropped, long missing) {}
