package io.worldreel.recorder.listen;

import io.worldreel.format.FormatException;
import io.worldreel.format.message.FrameMessage;
import io.worldreel.format.message.Message;
import io.worldreel.format.message.MessageDecoder;
import io.worldreel.format.wire.WireCodec;
import io.worldreel.format.wire.WireMessage;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * One session of a source: it may outlive the connection over which it began. Guarded by itself; at any time one connection
 * speaks.
 */
@SuppressWarnings("ReferenceEquality") // a connection is itself and no other
final class Session {
    enum Taken {
        YES, NO_ROOM, END
    }

    private final long id;
    private final Message.Hello hello;
    private final boolean unchecked;
    private final FrameSink sink;
    private final SessionRules rules;
    private final ListenerCounters counters;
    private final MessageDecoder decoder = new MessageDecoder();
    private @Nullable Peer peer;
    private boolean hungUp;
    private boolean goesOn;
    private boolean over;
    private long received;
    private long heardNanos;
    private long brokenNanos;

    Session(WireMessage.Open open, Message.Hello hello, FrameSink sink, int mostNames, ListenerCounters counters) {
        this.id = open.session();
        this.unchecked = open.unchecked();
        this.hello = hello;
        this.sink = sink;
        this.counters = counters;
        rules = new SessionRules(mostNames, sink.lastTick());
    }

    /** Whether a sender may go on with it that says this. */
    synchronized boolean is(long otherId, Message.Hello otherHello) {
        return !over && id == otherId && hello.equals(otherHello);
    }

    /** Its sender has said the end: nobody has the word any more. */
    synchronized void over(boolean sourceGoesOn) {
        over = true;
        goesOn = sourceGoesOn;
        peer = null;
    }

    String source() {
        return hello.source();
    }

    /** Gives the word to a connection; the one that had it is displaced. */
    synchronized void attach(Peer newPeer) {
        Peer before = peer;
        peer = newPeer;
        heardNanos = System.nanoTime();
        if (before != null) {
            before.displace("another connection has taken over its session");
        }
    }

    /** The connection is gone; false if another has the word. */
    synchronized boolean detach(Peer gone) {
        if (peer != gone) {
            return false;
        }
        peer = null;
        brokenNanos = System.nanoTime();
        return true;
    }

    /** Takes the word from whoever has it, for good. */
    synchronized void silence(String reason) {
        Peer before = peer;
        peer = null;
        if (before != null) {
            before.displace(reason);
        }
    }

    /** As {@link #silence}, because the recorder stops. */
    synchronized void hangUp() {
        Peer before = peer;
        peer = null;
        hungUp = true;
        if (before != null) {
            before.hangUp();
        }
    }

    synchronized boolean isAttached() {
        return peer != null;
    }

    synchronized long nanosSinceHeard() {
        return System.nanoTime() - heardNanos;
    }

    synchronized long nanosSinceBroken() {
        return System.nanoTime() - brokenNanos;
    }

    /** Whether its messages come without checksums. */
    boolean isUnchecked() {
        return unchecked;
    }

    /** Messages behind the hello that were taken. */
    synchronized long received() {
        return received;
    }

    synchronized long lastTick() {
        return rules.lastTick();
    }

    synchronized Taken take(Peer from, MemorySegment bytes) throws RefusedException {
        if (hungUp) {
            throw RefusedException.stopping();
        }
        if (peer != from) {
            throw new RefusedException("another connection has taken over this session");
        }
        heardNanos = System.nanoTime();
        Message message;
        try {
            if (unchecked) {
                WireCodec.fillChecksum(bytes);
            }
            message = decoder.decode(bytes);
        } catch (FormatException damaged) {
            throw new RefusedException(damaged);
        }
        Taken taken = switch (message) {
            case Message.Hello again -> throw new RefusedException("a session says hello once");
            case Message.End end -> {
                over(end.sourceGoesOn());
                yield Taken.END;
            }
            case Message.Declaration declaration -> {
                boolean taking = !rules.check(declaration) || sink.offer(declaration, bytes);
                if (taking) {
                    rules.accept(declaration);
                }
                yield taking ? Taken.YES : Taken.NO_ROOM;
            }
            case Message.EntityName name -> {
                boolean taking = !rules.check(name) || sink.offer(name, bytes);
                if (taking) {
                    rules.accept(name);
                }
                yield taking ? Taken.YES : Taken.NO_ROOM;
            }
            case FrameMessage frame -> take(frame, bytes);
        };
        received += taken == Taken.NO_ROOM ? 0 : 1;
        return taken;
    }

    private Taken take(FrameMessage frame, MemorySegment bytes) throws RefusedException {
        if (!rules.check(frame)) {
            counters.ignored.increment();
            return Taken.YES;
        }
        if (!sink.offer(frame, bytes)) {
            return Taken.NO_ROOM;
        }
        rules.accept(frame);
        counters.frames.increment();
        counters.bytes.add(bytes.byteSize());
        return Taken.YES;
    }

    /** A frame that came and cannot be recorded. */
    synchronized void drop(long tick, long timeNanos, String reason) {
        counters.dropped.increment();
        if (tick > rules.lastTick()) {
            sink.dropped(tick, timeNanos, reason);
            rules.passed(tick);
        }
    }

    /**
     * Ends the recording of the session. May take a while.
     *
     * @param cut whether that is no matter of its sender, who may be there still, or again
     */
    void close(boolean cut) {
        boolean suspended;
        synchronized (this) {
            suspended = cut || goesOn;
        }
        if (suspended) {
            sink.suspend();
        } else {
            sink.close();
        }
    }
}
