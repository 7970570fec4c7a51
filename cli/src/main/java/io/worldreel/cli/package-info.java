/** The worldreel command: arguments, environment, printing, exit codes. */
@NullMarked
package io.worldreel.cli;

import org.jspecify.annotations.NullMarked;
