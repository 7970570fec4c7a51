/** The signed pointer to the newest catalog, and whom a follower believes. */
@NullMarked
package io.worldreel.format.head;

import org.jspecify.annotations.NullMarked;
