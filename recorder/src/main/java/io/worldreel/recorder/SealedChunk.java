package io.worldreel.recorder;

import io.worldreel.format.archive.ChunkInfo;

/**
 * A segment became a chunk.
 *
 * @param nanos how long that took
 */
public record SealedChunk(ChunkInfo chunk, long nanos) {}
