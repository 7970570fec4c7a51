/** What is measured against the engine, with the engine's own settings. */
@NullMarked
package io.worldreel.publisher.engine.host;

import org.jspecify.annotations.NullMarked;
