/** What runs in the engine's own process, and nowhere else: the only package that touches libtorrent. */
@NullMarked
package io.worldreel.publisher.engine.host;

import org.jspecify.annotations.NullMarked;
