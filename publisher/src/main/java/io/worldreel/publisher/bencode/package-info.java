/** The encoding of BitTorrent (BEP 3): values, a strict reader, a canonical writer. */
@NullMarked
package io.worldreel.publisher.bencode;

import org.jspecify.annotations.NullMarked;
