/** Archives as folders that any static host can serve. */
@NullMarked
package io.worldreel.publisher.mirror;

import org.jspecify.annotations.NullMarked;
