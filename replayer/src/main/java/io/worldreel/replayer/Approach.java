package io.worldreel.replayer;

import io.worldreel.format.archive.ChunkInfo;
import java.util.function.ToIntFunction;

/**
 * Which window of a chunk is about to be read whole.
 *
 * @param window the place of the window, by what the chunk lists when it is open
 */
record Approach(ChunkInfo chunk, ToIntFunction<OpenChunk> window) {}
