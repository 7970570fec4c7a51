package io.worldreel.recorder.listen;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells events to whoever wants to hear them, refusals at a bounded rate. Any thread. */
final class ListenerEvents {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final int REFUSALS = 10;
    private static final long REFUSALS_NANOS = Duration.ofSeconds(10).toNanos();

    private final Consumer<ListenerEvent> hearer;
    private final LongSupplier nanoClock;
    private final AtomicLong untold = new AtomicLong();
    private long periodBegan;
    private int told;

    ListenerEvents(Consumer<ListenerEvent> hearer, LongSupplier nanoClock) {
        this.hearer = hearer;
        this.nanoClock = nanoClock;
        periodBegan = nanoClock.getAsLong();
    }

    void tell(ListenerEvent event) {
        hearer.accept(event);
    }

    void failed(String what, Throwable cause) {
        tell(new ListenerEvent.Failed(what, Optional.of(cause)));
    }

    /** At most ten in ten seconds are told: whoever knocks a thousand times a second must not fill a disk. */
    void refused(String peer, String reason) {
        if (mayTell()) {
            tell(new ListenerEvent.Refused(peer, reason, untold.getAndSet(0)));
        } else {
            untold.incrementAndGet();
        }
    }

    private synchronized boolean mayTell() {
        long now = nanoClock.getAsLong();
        if (now - periodBegan >= REFUSALS_NANOS) {
            periodBegan = now;
            told = 0;
        }
        return told++ < REFUSALS;
    }

    /** Writes events into the log, for those who do not hear them. */
    static void log(ListenerEvent event) {
        switch (event) {
            case ListenerEvent.Failed failed -> LOG.error(failed.what(), failed.cause().orElse(null));
            case ListenerEvent.Refused refused -> LOG.warn("{}", refused);
            default -> LOG.info("{}", event);
        }
    }
}
