package io.worldreel.recorder;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * What a session said that every later part of the journal must repeat: its opening, its components, its entities' names. Added
 * to by the recording thread, read by the keeper.
 */
final class SessionMessages {
    private final List<byte[]> messages = new ArrayList<>();

    synchronized void add(MemorySegment message) {
        messages.add(message.toArray(ValueLayout.JAVA_BYTE));
    }

    /** Those from number {@code first} on. */
    synchronized List<byte[]> from(int first) {
        return List.copyOf(messages.subList(first, messages.size()));
    }

    synchronized int size() {
        return messages.size();
    }
}
