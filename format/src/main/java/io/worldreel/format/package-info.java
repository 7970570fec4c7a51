/** What a recording is. FORMAT.md is the contract; no threads, network or wall clock here. */
@NullMarked
package io.worldreel.format;

import org.jspecify.annotations.NullMarked;
