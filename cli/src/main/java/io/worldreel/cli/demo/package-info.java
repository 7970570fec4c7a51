/** A game server to be recorded, so that the whole story can be told on one machine. */
@NullMarked
package io.worldreel.cli.demo;

import org.jspecify.annotations.NullMarked;
