/**
 * BitTorrent by libtorrent, in a process of its own: {@link io.worldreel.publisher.engine.Engine} starts it, talks to it over its standard
 * streams, and starts it again when it dies. Only classes of {@code engine.host}, which run there, load native code.
 */
@NullMarked
package io.worldreel.publisher.engine;

import org.jspecify.annotations.NullMarked;
