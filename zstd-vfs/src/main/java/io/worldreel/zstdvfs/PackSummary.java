package io.worldreel.zstdvfs;

/**
 * What was written.
 *
 * @param rawBytes bytes before compression
 * @param compressedBytes size of the whole file
 * @param frames number of zstd frames
 */
public record PackSummary(long rawBytes, long compressedBytes, int frames) {}
