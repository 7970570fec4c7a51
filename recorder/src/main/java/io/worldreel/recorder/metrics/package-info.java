/** What a recorder tells those who watch over it, over HTTP. */
@NullMarked
package io.worldreel.recorder.metrics;

import org.jspecify.annotations.NullMarked;
