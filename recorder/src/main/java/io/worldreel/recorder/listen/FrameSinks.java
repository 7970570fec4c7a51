package io.worldreel.recorder.listen;

import io.worldreel.format.message.Message;

/** Opens a {@link FrameSink} for each session. */
@FunctionalInterface
public interface FrameSinks {

    /**
     * May take a while. Never called for a source whose last sink is not closed.
     *
     * @throws RuntimeException if the source cannot be recorded; the message is told to the sender
     */
    FrameSink open(Message.Hello hello);
}
