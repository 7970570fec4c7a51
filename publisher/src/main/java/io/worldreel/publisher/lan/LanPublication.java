package io.worldreel.publisher.lan;

import io.worldreel.publisher.dht.MutableMagnet;
import java.net.InetSocketAddress;

/**
 * A copy of a publication on the local network, as whoever has it says.
 *
 * @param address its BitTorrent peer, and DHT node
 */
public record LanPublication(MutableMagnet magnet, InetSocketAddress address) {}
