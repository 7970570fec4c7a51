package io.worldreel.publisher.dht;

import java.net.Inet4Address;
import java.net.InetSocketAddress;

/** The two kinds of internet addresses, each of which has a DHT of its own (BEP 32). */
enum AddressFamily {
    V4("nodes", "n4", 4), V6("nodes6", "n6", 16);

    private final String nodes;
    private final String want;
    private final int bytes;

    AddressFamily(String nodes, String want, int bytes) {
        this.nodes = nodes;
        this.want = want;
        this.bytes = bytes;
    }

    /** Under what a node names others. */
    String nodes() {
        return nodes;
    }

    /** What it is asked for. */
    String want() {
        return want;
    }

    /** Of an address without its port. */
    int bytes() {
        return bytes;
    }

    /** Whether an address is of this kind. */
    boolean holds(InetSocketAddress address) {
        return !address.isUnresolved() && (address.getAddress() instanceof Inet4Address) == (this == V4);
    }
}
