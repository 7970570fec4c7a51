package io.worldreel.format.publication;

import io.worldreel.format.head.CatalogLink;

/**
 * A page, and what lies below it.
 *
 * @param chunks of this page or the pages below
 * @param fromNanos the least time of any of them
 * @param toNanos the greatest
 */
public record PageLink(CatalogLink page, long chunks, long fromNanos, long toNanos) {
    public PageLink {
        if (chunks < 1 || fromNanos > toNanos) {
            throw new IllegalArgumentException("a page names at least one chunk and covers time forwards: " + chunks
                    + " chunks, " + fromNanos + " to " + toNanos + " ns");
        }
    }
}
