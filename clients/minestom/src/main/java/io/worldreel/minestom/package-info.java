/** Records Minestom servers. */
@NullMarked
package io.worldreel.minestom;

import org.jspecify.annotations.NullMarked;
