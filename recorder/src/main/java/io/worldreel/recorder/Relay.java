package io.worldreel.recorder;

import io.worldreel.format.message.FrameMessage;
import io.worldreel.format.message.Message;
import java.lang.foreign.MemorySegment;

/**
 * Records messages that another process has encoded, byte for byte. The caller sees to it that they form a session: declarations
 * before frames, rising ticks. Belongs to the recorder's thread; never waits.
 */
public final class Relay {
    private static final int REASON_LENGTH = 60;

    private final FramePath path;

    Relay(FramePath path) {
        this.path = path;
    }

    /**
     * Takes a message, which then survives the death of this process.
     *
     * @param message what {@code bytes} say: a declaration, a name or a frame
     * @return false if there is no room at the moment: nothing was taken
     */
    public boolean offer(Message message, MemorySegment bytes) {
        return switch (message) {
            case FrameMessage frame -> path.offer(frame.tick(), bytes);
            case Message.Declaration declaration -> path.offerForSession(bytes);
            case Message.EntityName name -> path.offerForSession(bytes);
            case Message.Hello hello ->
                throw new IllegalArgumentException("a recorder says its hello itself: " + hello);
            case Message.End end -> throw new IllegalArgumentException("a session ends when its recorder is closed");
        };
    }

    /**
     * Accounts for a frame that was made and cannot be recorded. Its tick rises above all before.
     *
     * @param timeNanos the frame's own time
     * @param reason of which the first 60 characters are kept
     */
    public void dropped(long tick, long timeNanos, String reason) {
        path.drop(tick, timeNanos, reason.length() > REASON_LENGTH ? reason.substring(0, REASON_LENGTH) : reason);
    }
}
