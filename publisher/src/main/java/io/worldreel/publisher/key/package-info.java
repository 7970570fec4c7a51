/** Ed25519 keys of publishers and the files that keep them. */
@NullMarked
package io.worldreel.publisher.key;

import org.jspecify.annotations.NullMarked;
