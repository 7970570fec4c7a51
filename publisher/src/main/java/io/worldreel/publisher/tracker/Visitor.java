package io.worldreel.publisher.tracker;

import java.net.InetAddress;

/** What one address uses of a server; the counts belong to the server's event loop. */
public final class Visitor {
    private final Object address;
    private int connections;
    private int places;

    Visitor(Object address) {
        this.address = address;
    }

    /** By what connections of one machine are told: of IPv6 the network, as a machine has all addresses of one. */
    static Object key(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 ? address : Long.valueOf(java.nio.ByteBuffer.wrap(bytes).getLong());
    }

    Object address() {
        return address;
    }

    int connections() {
        return connections;
    }

    int places() {
        return places;
    }

    void addConnections(int change) {
        connections += change;
    }

    void addPlaces(int change) {
        places += change;
    }
}
