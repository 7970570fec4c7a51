package io.worldreel.format.segment;

/**
 * Where a window lies in time.
 *
 * @param number from 0, rising with the ticks
 * @param minTimeNanos the least time of its frames; times need not rise with ticks
 * @param reference how many windows back the reference window lies; 0 if there is none
 */
public record WindowEntry(int number, long firstTick, long lastTick, long minTimeNanos, long maxTimeNanos, int frames,
        long samples, int reference) {}
