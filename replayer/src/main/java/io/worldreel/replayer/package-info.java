/** From an archive to any moment of it. */
@NullMarked
package io.worldreel.replayer;

import org.jspecify.annotations.NullMarked;
