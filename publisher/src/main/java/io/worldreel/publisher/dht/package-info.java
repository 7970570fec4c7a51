/** What the head looks like in the DHT (BEP 44, 46) and in a link. */
@NullMarked
package io.worldreel.publisher.dht;

import org.jspecify.annotations.NullMarked;
