package io.worldreel.zstdvfs;

/**
 * What was read from a {@link ByteSource}.
 *
 * @param requests reads that went to the medium (for HTTP: requests sent)
 * @param bytes bytes that came back
 */
public record SourceStats(long requests, long bytes) {
    /** What was read between {@code earlier} and this. */
    public SourceStats minus(SourceStats earlier) {
        return new SourceStats(requests - earlier.requests, bytes - earlier.bytes);
    }
}
