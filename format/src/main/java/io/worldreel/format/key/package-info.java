/** Ed25519 keys of publishers. */
@NullMarked
package io.worldreel.format.key;

import org.jspecify.annotations.NullMarked;
