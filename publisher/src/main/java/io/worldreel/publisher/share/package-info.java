/** Files of any kind, published version after version under one link, and fetched. */
@NullMarked
package io.worldreel.publisher.share;

import org.jspecify.annotations.NullMarked;
