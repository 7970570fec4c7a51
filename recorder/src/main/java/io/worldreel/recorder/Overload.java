package io.worldreel.recorder;

/** What becomes of a frame for which the journal has no memory present: its disk does not keep up or is full, or too much waits to be stored. */
public enum Overload {
    /** The frame is left out, counted, and stands in the account of ticks. The tick never waits. */
    DROP,
    /** The frame waits up to ten seconds: for senders that can be slowed down, such as tests and conversions. */
    WAIT
}
