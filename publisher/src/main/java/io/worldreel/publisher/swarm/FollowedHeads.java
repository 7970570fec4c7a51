package io.worldreel.publisher.swarm;

import io.worldreel.format.ByteString;
import io.worldreel.format.head.HeadTrust;
import io.worldreel.format.head.SignedHead;
import io.worldreel.format.path.RelativePath;
import io.worldreel.publisher.dht.ItemClient;
import io.worldreel.publisher.dht.MutableItem;
import io.worldreel.publisher.dht.MutableMagnet;
import io.worldreel.publisher.engine.Engine;
import io.worldreel.publisher.mirror.HeadSeries;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The heads of a publication that somebody follows: the newest that is believed is kept in files, seeded, and pointed to in the DHT, under the
 * present key and under those before it. Confined to one thread.
 */
public final class FollowedHeads implements AutoCloseable {
    private final ByteString salt;
    private final AcceptedHead accepted;
    private final PublicationTorrents torrents;
    private final Engine engine;
    private final Announcer announcer;
    private final Consumer<SwarmEvent> events;
    private final HeadFinder finder;
    private final HandoverItems handovers;
    private final Set<MutableItem> passed = new HashSet<>();

    private FollowedHeads(MutableMagnet magnet, AcceptedHead accepted, PublicationTorrents torrents, Engine engine,
            Announcer announcer, Consumer<SwarmEvent> events, HeadFinder finder, HandoverItems handovers) {
        this.salt = magnet.salt();
        this.accepted = accepted;
        this.torrents = torrents;
        this.engine = engine;
        this.announcer = announcer;
        this.events = events;
        this.finder = finder;
        this.handovers = handovers;
    }

    /**
     * Goes on where somebody was, or begins.
     *
     * @param accepted in the folder of {@code torrents}
     * @param announcer keeps the publication's item in the DHT
     * @param patience for peers to deliver a head
     * @param events hears what happens, on the calling thread
     */
    public static FollowedHeads open(MutableMagnet magnet, AcceptedHead accepted, PublicationTorrents torrents,
            Engine engine, ItemClient dht, Announcer announcer, Duration patience, Consumer<SwarmEvent> events)
            throws IOException {
        var last = accepted.head();
        var item = accepted.item();
        var trust = last.map(head -> HeadTrust.resume(magnet.key(), magnet.salt(), head))
                .orElseGet(() -> HeadTrust.start(magnet.key(), magnet.salt()));
        var finder = new HeadFinder(dht, engine, torrents, magnet.key(), trust, item, patience, events);
        item.ifPresent(announcer::keep);
        last.ifPresent(head -> engine.seed(torrents.seedHead(head)));
        return new FollowedHeads(magnet, accepted, torrents, engine, announcer, events, finder,
                HandoverItems.announce(accepted.store(), last, dht));
    }

    /** The head that was accepted last. */
    public Optional<SignedHead> newest() throws IOException {
        return accepted.head();
    }

    /**
     * Looks once for a new head; says so if nobody answers.
     *
     * @return the head that is new and accepted; empty if there is none
     * @throws IOException if the folder cannot be written to
     */
    public Optional<SignedHead> look() throws IOException, InterruptedException {
        Optional<SignedHead> fresh;
        try {
            fresh = finder.look(salt);
        } catch (IOException nobody) {
            events.accept(new SwarmEvent.Waiting(String.valueOf(nobody.getMessage())));
            return Optional.empty();
        }
        if (fresh.isPresent()) {
            String file = PublicationTorrents.headFile(fresh.get().head().seq());
            accepted.store().put(RelativePath.parse("heads/" + file), fresh.get().bytes());
            keep(fresh.get());
            engine.seed(torrents.seedHead(fresh.get()));
        } else if (finder.item().isPresent() && !finder.item().equals(accepted.item())) {
            keep(finder.trust().followed().orElseThrow());
        }
        for (MutableItem before : finder.passed()) {
            if (passed.add(before)) {
                accepted.store().put(HeadSeries.handover(before.seq()), before.toBytes());
                handovers.keep(before);
            }
        }
        return fresh;
    }

    private void keep(SignedHead head) throws IOException {
        accepted.keep(head, finder.item());
        finder.item().ifPresent(announcer::keep);
    }

    @Override
    public void close() {
        handovers.close();
    }
}
