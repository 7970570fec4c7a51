/** Names of files that came from outside, and where they may point. */
@NullMarked
package io.worldreel.format.path;

import org.jspecify.annotations.NullMarked;
