/** Sealed chunks and the catalog that lists them. */
@NullMarked
package io.worldreel.format.archive;

import org.jspecify.annotations.NullMarked;
