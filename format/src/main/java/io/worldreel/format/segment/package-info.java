/** The tables of a segment, their writer and reader. */
@NullMarked
package io.worldreel.format.segment;

import org.jspecify.annotations.NullMarked;
