/** Turns tables of comma-separated values into the messages of a source. */
@NullMarked
package io.worldreel.cli.table;

import org.jspecify.annotations.NullMarked;
