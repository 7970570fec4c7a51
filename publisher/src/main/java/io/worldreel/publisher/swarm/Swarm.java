package io.worldreel.publisher.swarm;

import io.worldreel.publisher.dht.ItemClient;
import io.worldreel.publisher.engine.Engine;
import io.worldreel.publisher.engine.EngineEvent;
import io.worldreel.publisher.engine.EngineSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
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
        var engine = Engine.start(settings, events);
        InetAddress own = host.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : host;
        var _ = engine.port().thenAccept(port -> dht.addEntries(List.of(new InetSocketAddress(own, port))));
        return new Swarm(engine, dht);
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

    @Override
    public void close() throws IOException {
        try (dht) {
            engine.close();
        }
    }
}
