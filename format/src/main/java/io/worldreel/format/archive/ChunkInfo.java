package io.worldreel.format.archive;

/**
 * What the catalog says of a chunk.
 *
 * @param chunk the file's name
 * @param fromNanos the least time of any frame; of those dropped if all were
 * @param toNanos the greatest
 * @param bytes of the file
 * @param rawBytes what its samples take plainly
 * @param samples (entity, tick) rows
 * @param frames ticks that were recorded; 0 if the chunk is there for the account of those dropped alone
 * @param dropped ticks that the recorder could not take
 * @param missing ticks that the sender's numbers passed over
 * @param sha256 of the file, in lower hex
 */
public record ChunkInfo(String chunk, String world, String source, long firstTick, long lastTick, long fromNanos,
        long toNanos,
        long bytes, long rawBytes, long samples, long frames, long dropped, long missing, String sha256) {

    public ChunkInfo {
        if (!ChunkName.isValid(chunk)) {
            throw new IllegalArgumentException("'" + chunk + "' is no name of a chunk");
        }
    }
}
