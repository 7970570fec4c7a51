/** What {@code worldreel bench} measures of this machine. */
@NullMarked
package io.worldreel.cli.bench;

import org.jspecify.annotations.NullMarked;
