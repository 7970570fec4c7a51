package io.worldreel.recorder.listen;

import io.worldreel.format.message.Message;
import java.lang.foreign.MemorySegment;

/**
 * Where the messages of one session go, once they have been found to be in order. Called by one thread at a time, which sees what
 * the one before it did.
 */
public interface FrameSink {

    /** The last tick of the source that was recorded before this session; {@link Long#MIN_VALUE} if there is none. */
    long lastTick();

    /**
     * Takes a declaration, a name or a frame, which then survives the death of this process. Returns at once.
     *
     * @param message what {@code bytes} say; both are valid during the call
     * @return false if there is no room at the moment: the same message comes again later
     */
    boolean offer(Message message, MemorySegment bytes);

    /** A frame that was made and cannot be recorded. Ticks rise, also above those of frames. */
    void dropped(long tick, long timeNanos, String reason);

    /** The session is over, and so is its source. May take a while. */
    void close();

    /** The session is over, but its source is expected to go on in another. May take a while. */
    void suspend();
}
