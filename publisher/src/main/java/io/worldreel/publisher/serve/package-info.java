/**
 * An archive over HTTP, as web pages and every verb that reads can use it, with a tracker for browsers at the same port. Only what
 * FORMAT.md calls the files of an archive or a publication is served, and nothing is ever written.
 */
@NullMarked
package io.worldreel.publisher.serve;

import org.jspecify.annotations.NullMarked;
