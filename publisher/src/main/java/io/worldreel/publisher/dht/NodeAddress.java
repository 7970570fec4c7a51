package io.worldreel.publisher.dht;

import io.worldreel.format.ByteString;
import java.net.InetSocketAddress;

/** A node of the DHT: its 20-byte id and where it answers. */
record NodeAddress(ByteString id, InetSocketAddress address) {}
