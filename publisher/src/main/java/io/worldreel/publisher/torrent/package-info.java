/** Torrent files, made and read in plain Java: BEP 3 (v1), BEP 52 (v2), both at once, with the padding of BEP 47. */
@NullMarked
package io.worldreel.publisher.torrent;

import org.jspecify.annotations.NullMarked;
