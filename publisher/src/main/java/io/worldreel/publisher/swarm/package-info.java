/** A publication among its followers: what publishes it, what follows it, and what reads it piece by piece, over BitTorrent and its DHT. */
@NullMarked
package io.worldreel.publisher.swarm;

import org.jspecify.annotations.NullMarked;
