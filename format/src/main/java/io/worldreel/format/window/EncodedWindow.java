package io.worldreel.format.window;

import java.util.List;

/**
 * One window, ready to be stored.
 *
 * @param minTimeNanos the least time of its frames; times need not rise
 * @param samples (entity, tick) rows that carry at least one value
 * @param rawBytes what the samples take plainly: 8 bytes of ids each, and the bytes of their values
 * @param reference how many windows back the reference window lies; 0 if there is none
 * @param parts in the order in which they are to be stored
 */
public record EncodedWindow(long firstTick, long lastTick, long firstTimeNanos, long lastTimeNanos, long minTimeNanos,
        long maxTimeNanos, int frames, long samples, long rawBytes, int reference, List<Part> parts) {

    public EncodedWindow {
        parts = List.copyOf(parts);
    }

    /**
     * One blob of a window.
     *
     * @param component 0 in the directory
     * @param group which 64 rows of the directory; 0 in the directory
     * @param data not copied: nobody may change it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Part(PartKind kind, int component, int group, byte[] data) {}
}
