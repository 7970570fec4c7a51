package io.worldreel.format.publication;

import io.worldreel.format.CorruptException;
import io.worldreel.format.head.CatalogLink;
import io.worldreel.format.head.Head;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the published catalog from the head down; every page is verified before anything in it is believed. */
public final class CatalogReader {
    private final PageSource source;

    public CatalogReader(PageSource source) {
        this.source = source;
    }

    /**
     * All chunks, in the order in which they were published.
     *
     * @throws CorruptException if a page is not what the head vouches for
     */
    public List<PublishedChunk> chunks(Head head) throws IOException {
        return overlapping(head, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** The chunks that have moments from {@code fromNanos} to {@code toNanos}, both inclusive; reads no other pages. */
    public List<PublishedChunk> overlapping(Head head, long fromNanos, long toNanos) throws IOException {
        requireArchive(head);
        List<PublishedChunk> found = new ArrayList<>();
        var root = new PageLink(head.catalog(), head.chunks(), head.fromNanos(), head.toNanos());
        collect(page(root.page()), root, fromNanos, toNanos, found);
        return found;
    }

    /**
     * Refuses heads that lead to something else than chunks.
     *
     * @throws CorruptException with what it leads to
     */
    public static void requireArchive(Head head) {
        if (VersionList.isOf(head)) {
            throw new CorruptException("this is the link of shared files ('" + head.world()
                    + "'), not of an archive: 'worldreel fetch' gets them");
        }
    }

    private void collect(CatalogPage page, PageLink link, long from, long to, List<PublishedChunk> found)
            throws IOException {
        requireHonest(page, link);
        switch (page) {
            case CatalogPage.Leaf(var chunks) -> chunks.stream()
                    .filter(chunk -> chunk.info().toNanos() >= from && chunk.info().fromNanos() <= to)
                    .forEach(found::add);
            case CatalogPage.Inner(int level, var pages) -> {
                var wanted = pages.stream().filter(below -> below.toNanos() >= from && below.fromNanos() <= to)
                        .toList();
                source.ahead(wanted.stream().map(PageLink::page).toList());
                for (PageLink below : wanted) {
                    var next = page(below.page());
                    if (next.level() != level - 1) {
                        throw new CorruptException("catalog page " + below.page().path() + " is of level "
                                + next.level() + ", not " + (level - 1));
                    }
                    collect(next, below, from, to, found);
                }
            }
        }
    }

    /**
     * One page, verified by the link to it.
     *
     * @throws CorruptException if it is not what the link vouches for
     */
    public CatalogPage page(CatalogLink link) throws IOException {
        String what = "catalog page " + link.path();
        if (link.size() > CatalogPage.MOST_BYTES) {
            throw new CorruptException(what + " is said to have " + link.size() + " bytes, at most "
                    + CatalogPage.MOST_BYTES + " are read");
        }
        byte[] bytes = source.read(link);
        if (!link.vouchesFor(bytes)) {
            throw new CorruptException(what + " is not the one that the head vouches for: take it from another mirror"
                    + " or peer");
        }
        return CatalogPage.decode(what, bytes);
    }

    /** What a link says of the pages below decides which are read at all: it has to be so. */
    private static void requireHonest(CatalogPage page, PageLink link) {
        var below = CatalogTree.summary(page, link.page());
        if (!below.equals(link)) {
            throw new CorruptException("catalog page " + link.page().path() + " covers " + below.chunks()
                    + " chunks from " + below.fromNanos() + " to " + below.toNanos() + " ns, but is said to cover "
                    + link.chunks() + " from " + link.fromNanos() + " to " + link.toNanos());
        }
    }
}
