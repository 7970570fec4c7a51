/** Columns of some ticks as keys and deltas. */
@NullMarked
package io.worldreel.format.window;

import org.jspecify.annotations.NullMarked;
