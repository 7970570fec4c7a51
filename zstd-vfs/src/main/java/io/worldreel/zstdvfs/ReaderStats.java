package io.worldreel.zstdvfs;

/**
 * What a {@link SeekableReader} did so far.
 *
 * @param source bytes and requests of the byte source
 * @param hits accesses that found their zstd frame decompressed
 * @param misses accesses that had to wait for a zstd frame
 * @param readAhead zstd frames decompressed before anybody asked
 * @param hotPages page reads answered from the copies that come with the trailer
 */
public record ReaderStats(SourceStats source, long hits, long misses, long readAhead, long hotPages) {}
