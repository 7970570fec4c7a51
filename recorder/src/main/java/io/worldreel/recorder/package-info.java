/** From frames to sealed chunks. */
@NullMarked
package io.worldreel.recorder;

import org.jspecify.annotations.NullMarked;
