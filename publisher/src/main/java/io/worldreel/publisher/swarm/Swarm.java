package io.worldreel.publisher.swarm;

import io.worldreel.format.ByteString;
import io.worldreel.format.key.PublisherKey;
import io.worldreel.publisher.dht.ItemClient;
import io.worldreel.publisher.dht.MutableItem;
import io.worldreel.publisher.engine.Engine;
import io.worldreel.publisher.engine.EngineEvent;
import io.worldreel.publisher.engine.EngineSettings;
import io.worldreel.publisher.engine.TorrentRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A place among peers: the BitTorrent engine, and a client of the DHT that begins at the engine's own node and at those that are known. Safe
 * for all threads.
 */
public final class Swarm implements AutoCloseable {
    private final Engine engine;
    private final ItemClient dht;

    private Swarm(Engine engine, ItemClient dht) {
        this.engine = engine;
        this.dht = dht;
    }

    /**
     * Starts the engine; does not wait for it.
     *
     * @param events hears of trouble, on the engine's thread
     */
    public static Swarm open(EngineSettings settings, RandomGenerator random, Consumer<EngineEvent> events)
            throws IOException {
        InetAddress host = settings.listen().getAddress();
        var dht = new ItemClient(new InetSocketAddress(host, 0), random);
        dht.addEntries(settings.bootstrap());
        var engine = Engine.start(settings, event -> {
            if (event instanceof EngineEvent.Met(InetSocketAddress peer)) {
                dht.addEntries(List.of(peer));
            }
            events.accept(event);
        });
        List<InetAddress> own = host.isAnyLocalAddress() ? loopback() : List.of(host);
        var _ = engine.port().thenAccept(
                port -> dht.addEntries(own.stream().map(each -> new InetSocketAddress(each, port)).toList()));
        return new Swarm(engine, dht);
    }

    /** This machine's own addresses of both kinds, as far as it has them. */
    private static List<InetAddress> loopback() throws IOException {
        List<InetAddress> addresses = new ArrayList<>();
        for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
            network.inetAddresses().filter(InetAddress::isLoopbackAddress).forEach(addresses::add);
        }
        return addresses;
    }

    public Engine engine() {
        return engine;
    }

    public ItemClient dht() {
        return dht;
    }

    /** Others of whom somebody has said where they are: peers that are nodes of the DHT at the same port, as ours is. */
    public void meet(Collection<InetSocketAddress> others) {
        engine.meet(others);
        engine.addNodes(others);
        dht.addEntries(others);
    }

    /**
     * Is found from now on by all who look for the same publication, and finds them: on the local network (BEP 14), by trackers, the DHT and
     * peers of peers. What they meet at is a torrent that is nothing but its infohash (FORMAT.md, "Publications among peers").
     *
     * @param trackers those for browsers are left out, as no address comes of them
     */
    public void gather(PublisherKey key, ByteString salt, List<URI> trackers) {
        var _ = engine.hold(TorrentRequest.meeting(MutableItem.target(key, salt), trackers.stream()
                .filter(uri -> !uri.getScheme().toLowerCase(Locale.ROOT).startsWith("ws")).toList()));
    }

    @Override
    public void close() throws IOException {
        try (dht) {
            engine.close();
        }
    }
}
