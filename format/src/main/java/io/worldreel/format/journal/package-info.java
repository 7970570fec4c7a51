/** The journal on the disk: what a recorder writes before anything else, and what its recovery and live readers read. */
@NullMarked
package io.worldreel.format.journal;

import org.jspecify.annotations.NullMarked;
