/** Frames and declarations as bytes: the same in the journal and on the wire. */
@NullMarked
package io.worldreel.format.message;

import org.jspecify.annotations.NullMarked;
