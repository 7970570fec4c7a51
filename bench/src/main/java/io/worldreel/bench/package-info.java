/** Benchmarks that are run by hand; their results stand in RESULTS.md. */
@NullMarked
package io.worldreel.bench;

import org.jspecify.annotations.NullMarked;
