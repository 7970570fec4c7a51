package io.worldreel.format.segment;

import io.worldreel.format.Event;

/** An event with the frame that it happened in. */
public record TimedEvent(long tick, long timeNanos, Event event) {}
