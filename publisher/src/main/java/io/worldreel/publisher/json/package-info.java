/** JSON in its one canonical form, which signatures and hashes rely on. */
@NullMarked
package io.worldreel.publisher.json;

import org.jspecify.annotations.NullMarked;
