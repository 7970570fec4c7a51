/** What a recording is: the words of the model, its limits, versions and errors. */
@NullMarked
package io.worldreel.format;

import org.jspecify.annotations.NullMarked;
