package io.worldreel.publisher.tracker;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Who is connected, counted by address, so that one machine cannot take the places of all. Confined to one thread. */
public final class Visitors {
    private final int most;
    private final int mostPerAddress;
    private final Map<Object, Visitor> byAddress = new HashMap<>();
    private int connections;

    /**
     * @param most connections altogether
     * @param mostPerAddress of these, from one address
     */
    public Visitors(int most, int mostPerAddress) {
        this.most = most;
        this.mostPerAddress = mostPerAddress;
    }

    /** A connection comes; empty if there is no room for it. */
    public Optional<Visitor> enter(InetAddress from) {
        Object key = Visitor.key(from);
        Visitor visitor = byAddress.getOrDefault(key, new Visitor(key));
        if (connections == most || visitor.connections() == mostPerAddress) {
            return Optional.empty();
        }
        byAddress.put(key, visitor);
        visitor.addConnections(1);
        connections++;
        return Optional.of(visitor);
    }

    /** A connection that had entered has ended. */
    public void leave(Visitor visitor) {
        connections--;
        visitor.addConnections(-1);
        if (visitor.connections() == 0) {
            byAddress.remove(visitor.address());
        }
    }
}
