/** JSON in its one canonical form, which signatures and hashes rely on. */
@NullMarked
package io.worldreel.format.json;

import org.jspecify.annotations.NullMarked;
