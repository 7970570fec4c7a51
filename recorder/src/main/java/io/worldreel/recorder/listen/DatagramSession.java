package io.worldreel.recorder.listen;

import io.worldreel.format.FormatException;
import io.worldreel.format.message.FrameMessage;
import io.worldreel.format.message.Message;
import io.worldreel.format.message.MessageDecoder;
import io.worldreel.format.wire.WireCodec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * Brings the frames of a session over UDP back into order, and their parts together. Owned by the event loop.
 *
 * <p>A frame goes on when it is whole and no datagram before it is outstanding; a few ticks later, or when nothing comes any more,
 * with what there is.
 */
final class DatagramSession {
    private static final int TICKS_AHEAD = 4;
    private static final int NUMBERS_AHEAD = 1 << 16;
    private static final int MOST_SETTLED = 1024;

    private final Session session;
    private final Peer peer;
    private final ListenLimits limits;
    private final ListenerCounters counters;
    private final MessageDecoder decoder = new MessageDecoder();
    private final FrameMerger merger = new FrameMerger();
    private final TreeMap<Long, Assembly> pending = new TreeMap<>();
    private final BitSet seen = new BitSet();
    /** The ticks that were settled last. */
    private final LinkedHashSet<Long> settled = new LinkedHashSet<>();
    private long nextNumber;
    private long heldBytes;
    private boolean over;

    /** A frame of which parts have come. */
    private static final class Assembly {
        final long first;
        final int expected;
        final long timeNanos;
        final Map<Integer, byte[]> parts = new TreeMap<>();

        Assembly(long first, int expected, long timeNanos) {
            this.first = first;
            this.expected = expected;
            this.timeNanos = timeNanos;
        }

        boolean isWhole() {
            return parts.size() == expected;
        }
    }

    DatagramSession(Session session, Peer peer, ListenLimits limits, ListenerCounters counters, long number) {
        this.session = session;
        this.peer = peer;
        this.limits = limits;
        this.counters = counters;
        nextNumber = number + 1;
    }

    Session session() {
        return session;
    }

    boolean isOver() {
        return over;
    }

    /** @param messages what follows the datagram's head */
    void take(long number, int part, int parts, MemorySegment messages) {
        arrived(number);
        long at = 0;
        while (at < messages.byteSize() && !over) {
            long length = messages.byteSize() - at < 4
                    ? -1
                    : Integer.toUnsignedLong(messages.get(DatagramServer.U32, at));
            if (length < 0 || length > messages.byteSize() - at - 4) {
                counters.discarded.increment();
                break;
            }
            takeMessage(number - part, part, parts, messages.asSlice(at + 4, length));
            at += 4 + length;
        }
        deliver(false);
    }

    private void takeMessage(long first, int part, int parts, MemorySegment bytes) {
        try {
            if (session.isUnchecked()) {
                WireCodec.fillChecksum(bytes);
            }
            switch (decoder.decode(bytes)) {
                case FrameMessage frame -> hold(first, part, parts, frame, bytes);
                case Message.End end -> {
                    deliver(true);
                    over = true;
                    session.over(end.sourceGoesOn());
                }
                case Message.Hello again -> {
                    // The welcome to the first was lost, or crossed this one.
                }
                case Message.Declaration declaration -> session.take(peer, bytes);
                case Message.EntityName name -> session.take(peer, bytes);
            }
        } catch (FormatException | RefusedException bad) {
            counters.discarded.increment();
        }
    }

    private void hold(long first, int part, int parts, FrameMessage frame, MemorySegment bytes) {
        if (frame.tick() <= session.lastTick()) {
            if (settle(frame.tick())) {
                session.drop(frame.tick(), frame.timeNanos(), "came too late");
            }
            return;
        }
        Assembly assembly = pending.computeIfAbsent(frame.tick(),
                tick -> new Assembly(first, parts, frame.timeNanos()));
        if (assembly.expected != parts || assembly.first != first || part >= parts
                || heldBytes + bytes.byteSize() > (long) TICKS_AHEAD * limits.messageBytes()) {
            counters.discarded.increment();
            return;
        }
        byte[] copy = bytes.toArray(ValueLayout.JAVA_BYTE);
        if (assembly.parts.putIfAbsent(part, copy) == null) {
            heldBytes += copy.length;
        }
    }

    /** Notes that a frame was handed on or dropped; false if it had been already, so that what comes twice counts once. */
    private boolean settle(long tick) {
        if (settled.size() == MOST_SETTLED) {
            settled.removeFirst();
        }
        return settled.add(tick);
    }

    /** Notes that a datagram came; {@code nextNumber} is the first that is outstanding. */
    private void arrived(long number) {
        long ahead = number - nextNumber;
        if (ahead < 0) {
            return;
        }
        if (ahead >= NUMBERS_AHEAD) {
            skipTo(number);
            ahead = 0;
        }
        seen.set((int) ahead);
        skipTo(nextNumber + seen.nextClearBit(0));
    }

    private void skipTo(long number) {
        long step = number - nextNumber;
        if (step <= 0) {
            return;
        }
        BitSet rest = step < seen.length() ? seen.get((int) step, seen.length()) : new BitSet();
        seen.clear();
        seen.or(rest);
        nextNumber = number;
        long more = seen.nextClearBit(0);
        if (more > 0) {
            skipTo(nextNumber + more);
        }
    }

    /** Hands on the frames whose time has come; all of them if nothing more is awaited. */
    void deliver(boolean all) {
        while (!pending.isEmpty()) {
            Assembly first = pending.firstEntry().getValue();
            boolean inOrder = first.isWhole() && first.first + first.expected <= nextNumber;
            if (!all && !inOrder && pending.size() <= TICKS_AHEAD) {
                return;
            }
            long tick = pending.firstKey();
            pending.remove(tick);
            settle(tick);
            skipTo(first.first + first.expected);
            handOn(tick, first);
        }
    }

    private void handOn(long tick, Assembly frame) {
        for (byte[] part : frame.parts.values()) {
            heldBytes -= part.length;
        }
        if (frame.parts.isEmpty()) {
            return;
        }
        try {
            MemorySegment bytes = frame.expected == 1
                    ? MemorySegment.ofArray(frame.parts.values().iterator().next())
                    : merger.merge(frame.parts.values(), frame.expected);
            if (session.take(peer, bytes) == Session.Taken.NO_ROOM) {
                session.drop(tick, frame.timeNanos, "the journal had no room");
            } else if (!frame.isWhole()) {
                counters.partial.increment();
            }
        } catch (RefusedException refused) {
            session.drop(tick, frame.timeNanos, String.valueOf(refused.getMessage()));
        }
    }
}
