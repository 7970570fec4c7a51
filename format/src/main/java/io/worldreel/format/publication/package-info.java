/** The published catalog: pages of chunks in a tree that only grows at its right edge. */
@NullMarked
package io.worldreel.format.publication;

import org.jspecify.annotations.NullMarked;
