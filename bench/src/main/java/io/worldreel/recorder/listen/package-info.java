/** What is measured against the recorder's own way to listen. */
@NullMarked
package io.worldreel.recorder.listen;

import org.jspecify.annotations.NullMarked;
