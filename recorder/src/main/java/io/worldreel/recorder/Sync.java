package io.worldreel.recorder;

import java.time.Duration;

/**
 * When the journal is forced to the disk. This is about the loss of power, and of the operating system with it: the death of the
 * process alone costs nothing whatever the setting.
 */
public sealed interface Sync {
    /**
     * Leaves it to the kernel, which writes within half a minute or so: that much of what is in no chunk yet is what the loss of
     * power may cost.
     */
    record None() implements Sync {}

    /**
     * Beside the tick, in turns. The loss of power costs the frames of about one interval.
     *
     * @param interval from one turn to the next; a disk that takes longer makes it longer
     */
    record Every(Duration interval) implements Sync {
        public Every {
            if (interval.isNegative() || interval.isZero()) {
                throw new IllegalArgumentException("a sync interval must be positive: " + interval);
            }
        }
    }

    /** Before close() of the frame returns: no acknowledged frame is lost, and the tick waits for the disk. */
    record EveryFrame() implements Sync {}
}
