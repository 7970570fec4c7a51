package io.worldreel.recorder.listen;

import io.worldreel.format.Limits;
import java.time.Duration;

/**
 * What a listener takes at most.
 *
 * @param messageBytes bytes of one message
 * @param connections connections at a time, and sessions at a time
 * @param unopened connections at a time that have not said a valid open yet
 * @param names entities with a string id in one session
 * @param openPatience how long a connection may take to say open and hello
 * @param sessionMemory how long a broken session can be resumed
 * @param datagramSilence after which a session over UDP is over
 */
public record ListenLimits(int messageBytes, int connections, int unopened, int names, Duration openPatience,
        Duration sessionMemory, Duration datagramSilence) {
    public static final ListenLimits DEFAULT = new ListenLimits(4 << 20, 256, 32, 1 << 18, Duration.ofSeconds(10),
            Duration.ofSeconds(60), Duration.ofSeconds(30));

    public ListenLimits {
        require("messageBytes", messageBytes, 1024, Limits.MESSAGE_BYTES);
        require("connections", connections, 1, 1 << 16);
        require("unopened", unopened, 1, 1 << 16);
        require("names", names, 0, 1 << 24);
        require("openPatience (ms)", openPatience.toMillis(), 10, 600_000);
        require("sessionMemory (ms)", sessionMemory.toMillis(), 0, 86_400_000);
        require("datagramSilence (ms)", datagramSilence.toMillis(), 10, 86_400_000);
    }

    private static void require(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " must lie in " + least + ".." + most + ": " + value);
        }
    }
}
