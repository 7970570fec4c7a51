package io.worldreel.recorder.listen;

import io.worldreel.format.message.Message;
import io.worldreel.format.wire.WireMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The sessions of a listener, one a source. Any thread. */
final class Sessions {
    /** A connection that has said nothing for so long gives way to a new sender of its source. */
    private static final long SILENCE_NANOS = 5_000_000_000L;
    /** How long a new sender of a source waits for the one before to be gone. */
    private static final long LEAVING_NANOS = 2_000_000_000L;
    private static final long LOOK_MILLIS = 20;

    private final String world;
    private final FrameSinks sinks;
    private final ListenLimits limits;
    private final ListenerCounters counters;
    private final ListenerEvents events;
    private final Map<String, Place> places = new HashMap<>();
    private boolean closed;

    /** A source's place is taken from before its sink opens until after it has closed. Guarded by the map. */
    private static final class Place {
        @org.jspecify.annotations.Nullable
        Session session;
        boolean ending;
    }

    Sessions(String world, FrameSinks sinks, ListenLimits limits, ListenerCounters counters, ListenerEvents events) {
        this.world = world;
        this.sinks = sinks;
        this.limits = limits;
        this.counters = counters;
        this.events = events;
    }

    int count() {
        synchronized (places) {
            return places.size();
        }
    }

    /** Finds the session that a sender resumes, or opens one. May take a while: first the source's last session must be sealed. */
    Session enter(WireMessage.Open open, Message.Hello hello, Peer peer) throws RefusedException {
        try {
            return enterInTurn(open, hello, peer);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw RefusedException.stopping();
        }
    }

    private Session enterInTurn(WireMessage.Open open, Message.Hello hello, Peer peer)
            throws RefusedException, InterruptedException {
        if (!hello.world().equals(world)) {
            throw new RefusedException("world '" + world + "' is recorded here, not '" + hello.world() + "'");
        }
        long began = System.nanoTime();
        while (true) {
            Session before;
            synchronized (places) {
                Place place = places.get(hello.source());
                if (closed) {
                    throw RefusedException.stopping();
                }
                if (place == null) {
                    if (places.size() == limits.connections()) {
                        throw new RefusedException("there are " + limits.connections() + " sessions already");
                    }
                    places.put(hello.source(), new Place());
                    break;
                }
                if (place.ending || place.session == null) {
                    if (!awaitChange(began + limits.openPatience().toNanos())) {
                        throw RefusedException.sealing(hello.source());
                    }
                    continue;
                }
                before = place.session;
                if (before.is(open.session(), hello)) {
                    before.attach(peer);
                    return before;
                }
                if (before.isAttached() && before.nanosSinceHeard() < SILENCE_NANOS) {
                    if (System.nanoTime() - began < LEAVING_NANOS) {
                        places.wait(LOOK_MILLIS); // it may be about to leave: a server that was started anew
                        continue;
                    }
                    throw new RefusedException("source '" + hello.source()
                            + "' is being recorded from another connection; give each server a source of its own");
                }
            }
            String reason = "a new session of its source begins";
            cut(before, reason, () -> before.silence(reason));
        }
        return open(open, hello, peer);
    }

    private Session open(WireMessage.Open open, Message.Hello hello, Peer peer) throws RefusedException {
        Session session = null;
        try {
            session = new Session(open, hello, sinks.open(hello), limits.names(), counters);
            session.attach(peer);
            events.tell(new ListenerEvent.Opened(hello.source(), hello.sender()));
            return session;
        } catch (RuntimeException failure) {
            events.failed("cannot record source '" + hello.source() + "'", failure);
            throw new RefusedException(failure);
        } finally {
            synchronized (places) {
                if (session == null) {
                    places.remove(hello.source());
                } else {
                    places.computeIfAbsent(hello.source(), gone -> new Place()).session = session;
                }
                places.notifyAll();
            }
        }
    }

    /** Waits for a place to be taken or left; false if it is too late for that. */
    private boolean awaitChange(long deadlineNanos) throws InterruptedException {
        long millis = (deadlineNanos - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            return false;
        }
        places.wait(millis);
        return true;
    }

    /** The connection broke: its session may be resumed for a while. */
    void broken(Session session, Peer peer) {
        if (session.detach(peer)) {
            events.tell(new ListenerEvent.Broken(session.source(), limits.sessionMemory().toSeconds()));
        }
    }

    /** Closes a session, once. May take a while. */
    void end(Session session, String reason) {
        end(session, reason, false, () -> session.silence(reason));
    }

    /** Closes a session, once, whose source goes on. May take a while. */
    private void cut(Session session, String reason, Runnable silencing) {
        end(session, reason, true, silencing);
    }

    private void end(Session session, String reason, boolean cut, Runnable silencing) {
        synchronized (places) {
            Place place = places.get(session.source());
            if (place == null || place.session != session || place.ending) {
                return;
            }
            place.ending = true;
        }
        silencing.run();
        try {
            session.close(cut);
            events.tell(new ListenerEvent.Ended(session.source(), reason));
        } catch (RuntimeException failure) {
            events.failed("cannot end the recording of source '" + session.source() + "'", failure);
        } finally {
            synchronized (places) {
                places.remove(session.source());
                places.notifyAll();
            }
        }
    }

    /** Ends the broken sessions that nobody resumed in time. */
    void forgetBroken() {
        Duration memory = limits.sessionMemory();
        for (Session session : open()) {
            if (!session.isAttached() && session.nanosSinceBroken() > memory.toNanos()) {
                end(session, "nobody resumed it");
            }
        }
    }

    private List<Session> open() {
        synchronized (places) {
            List<Session> open = new ArrayList<>();
            for (Place place : places.values()) {
                if (place.session != null && !place.ending) {
                    open.add(place.session);
                }
            }
            return open;
        }
    }

    /** Ends all and takes no more. Returns when all sinks are closed. */
    void close() {
        synchronized (places) {
            closed = true;
        }
        while (true) {
            List<Thread> ending = open().stream()
                    .map(session -> Thread.ofVirtual().start(
                            () -> cut(session, "the recorder is stopping", session::hangUp)))
                    .toList();
            synchronized (places) {
                if (places.isEmpty()) {
                    return;
                }
                if (ending.isEmpty()) {
                    try {
                        places.wait();
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                        return;
                    }
                }
            }
            ending.forEach(Sessions::join);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
