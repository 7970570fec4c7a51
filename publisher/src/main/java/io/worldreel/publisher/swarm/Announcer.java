package io.worldreel.publisher.swarm;

import io.worldreel.publisher.dht.ItemClient;
import io.worldreel.publisher.dht.MutableItem;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Keeps a publication's item in the DHT: puts a new one at once, tries again until some node takes it, and repeats it within the hour, since
 * nodes forget. Owns a thread; {@link #keep} may be called by any.
 */
public final class Announcer implements AutoCloseable {
    private static final Duration REPEAT = Duration.ofMinutes(55);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    /** Nobody is bothered by another attempt, and somebody may come at any time: the engine's own node, to begin with. */
    private static final Duration PAUSE_ALONE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);

    /** The clock is looked at so often. */
    private static final Duration LOOK = Duration.ofMillis(500);

    private final ItemClient dht;
    private final boolean owner;
    private final LongSupplier nanos;
    private final Consumer<SwarmEvent> events;
    private final Thread thread;
    private Optional<MutableItem> wanted = Optional.empty();
    private Optional<MutableItem> tried = Optional.empty();
    private boolean announced;
    private boolean alone;
    private Optional<SwarmEvent> told = Optional.empty();

    /**
     * Starts its thread.
     *
     * @param owner whether it puts items of its own: then each has to follow what is there, and somebody else's is a fork
     */
    public Announcer(ItemClient dht, boolean owner, Consumer<SwarmEvent> events) {
        this(dht, owner, System::nanoTime, events);
    }

    /** @param nanos a clock like {@link System#nanoTime()} */
    Announcer(ItemClient dht, boolean owner, LongSupplier nanos, Consumer<SwarmEvent> events) {
        this.dht = dht;
        this.owner = owner;
        this.nanos = nanos;
        this.events = events;
        this.thread = Thread.ofPlatform().daemon().name("announcer").start(this::live);
    }

    /** From now on this item is kept in the DHT. */
    public synchronized void keep(MutableItem item) {
        wanted = Optional.of(item);
        notifyAll();
    }

    private void live() {
        try {
            Duration pause = FIRST_PAUSE;
            while (true) {
                MutableItem item = next(pause);
                int stored = put(item);
                announced = stored > 0;
                pause = alone
                        ? PAUSE_ALONE
                        : stored > 0
                                ? FIRST_PAUSE
                                : pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                                        ? pause.multipliedBy(2)
                                        : LONGEST_PAUSE;
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until something is to be put: a new item at once, one that was put in an hour, one that was not after a pause. */
    private synchronized MutableItem next(Duration pause) throws InterruptedException {
        long end = nanos.getAsLong() + (announced ? REPEAT : pause).toNanos();
        while (wanted.isEmpty() || (wanted.equals(tried) && nanos.getAsLong() < end)) {
            wait(Math.clamp(Duration.ofNanos(end - nanos.getAsLong()).toMillis(), 1, LOOK.toMillis()));
        }
        tried = wanted;
        return wanted.get();
    }

    private int put(MutableItem item) throws InterruptedException {
        var put = dht.put(item, owner);
        if (put.other().isPresent()) {
            alone = false;
            events.accept(new SwarmEvent.Refused("the DHT has head " + put.other().get().seq()
                    + " of this key, which is not ours: somebody else publishes with this key"));
            return 0;
        }
        alone = put.stored() == 0 && put.refused().isEmpty();
        tell(put.stored() > 0
                ? new SwarmEvent.Announced(item.seq(), put.stored())
                : new SwarmEvent.NotAnnounced(item.seq(), alone
                        ? "no node of the DHT answers"
                        : String.join("; ", put.refused())));
        return put.stored();
    }

    /** What is still so is not said again, unless it is good news. */
    private void tell(SwarmEvent event) {
        if (event instanceof SwarmEvent.Announced || !told.equals(Optional.of(event))) {
            events.accept(event);
        }
        told = Optional.of(event);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
