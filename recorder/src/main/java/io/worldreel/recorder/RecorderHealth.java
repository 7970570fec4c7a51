package io.worldreel.recorder;

import java.util.Optional;

/**
 * How a recorder is doing.
 *
 * @param frames frames that the journal took
 * @param dropped frames that it did not take (see {@link Overload})
 * @param stored frames that have left the journal for segments
 * @param chunks chunks sealed
 * @param refused messages that could not be stored because they contradict what the session said
 * @param problem why frames are not stored or not taken at the moment; what the journal has taken stays there
 */
public record RecorderHealth(long frames, long dropped, long stored, long chunks, long refused,
        Optional<String> problem) {

    public boolean isGood() {
        return problem.isEmpty();
    }
}
