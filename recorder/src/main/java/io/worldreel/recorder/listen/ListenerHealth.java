package io.worldreel.recorder.listen;

/**
 * How a listener is doing; counts are since it was opened.
 *
 * @param connections open now
 * @param sessions open now, broken ones that can be resumed included
 * @param frames taken
 * @param bytes of the frames taken
 * @param ignored frames whose tick was recorded already: said again after a broken connection, or a sender counts anew
 * @param dropped frames that came over UDP and could not be recorded
 * @param partial frames over UDP of which some datagrams did not come
 * @param refused connections that were turned away or broke a rule
 * @param discarded datagrams that made no sense
 */
public record ListenerHealth(int connections, int sessions, long frames, long bytes, long ignored, long dropped,
        long partial, long refused, long discarded) {}
