package io.worldreel.replayer;

import io.worldreel.format.Value;

/** A value that a frame put on the entity and component of a track. */
public record TrackSample(long tick, long timeNanos, Value value) {}
