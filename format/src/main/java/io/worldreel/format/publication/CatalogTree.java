package io.worldreel.format.publication;

import io.worldreel.format.CorruptException;
import io.worldreel.format.head.CatalogLink;
import io.worldreel.format.head.Head;
import io.worldreel.format.path.RelativePath;
import io.worldreel.zstdvfs.MerkleRoot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The right edge of the published catalog, to which chunks are added. Adding one writes one page a level, however many
 * chunks there are: three pages, some 70 KB together, from the 4,097th chunk to the 262,144th. Confined to one thread.
 *
 * <p>Invariants: {@code chunks} holds the chunks of the rightmost leaf; {@code full.get(i)} links to full pages of level
 * i that stand left of the edge, fewer than a page has room for, in their order. Before the first chunk all are empty.
 */
public final class CatalogTree {
    private final List<PublishedChunk> chunks = new ArrayList<>();
    private final List<List<PageLink>> full = new ArrayList<>();

    private CatalogTree() {}

    /** Pages to be written, by path, those below before those that link to them; and the link to the topmost. */
    public record Update(Map<RelativePath, byte[]> pages, PageLink root) {
        /** The pages, as links to them. */
        public List<CatalogLink> links() {
            return CatalogTree.links(pages);
        }
    }

    /** A catalog without chunks. */
    public static CatalogTree empty() {
        return new CatalogTree();
    }

    /** The right edge of the catalog of a head; reads one page a level. */
    public static CatalogTree load(Head head, PageSource source) throws IOException {
        var tree = new CatalogTree();
        var reader = new CatalogReader(source);
        var page = reader.page(head.catalog());
        while (page instanceof CatalogPage.Inner(int level, var pages)) {
            while (tree.full.size() < level) {
                tree.full.add(new ArrayList<>());
            }
            tree.full.get(level - 1).addAll(pages.subList(0, pages.size() - 1));
            page = reader.page(pages.getLast().page());
            if (page.level() != level - 1) {
                throw new CorruptException("catalog page " + pages.getLast().page().path() + " is of level "
                        + page.level() + ", not " + (level - 1));
            }
        }
        tree.chunks.addAll(((CatalogPage.Leaf) page).chunks());
        return tree;
    }

    /** The chunks that were added last, at most a page of them; none if there is no chunk. */
    public List<PublishedChunk> newest() {
        return List.copyOf(chunks);
    }

    /** Adds chunks, at least one. */
    public Update append(List<PublishedChunk> more) {
        if (more.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to add");
        }
        Map<RelativePath, byte[]> pages = new LinkedHashMap<>();
        for (PublishedChunk chunk : more) {
            if (chunks.size() == CatalogPage.CAPACITY) {
                push(0, write(new CatalogPage.Leaf(chunks), pages), pages);
                chunks.clear();
            }
            chunks.add(chunk);
        }
        return new Update(pages, edge(pages));
    }

    /** The pages on the edge that have room below them: every catalog with more chunks has others in their place. */
    public List<CatalogLink> unfinishedPages() {
        Map<RelativePath, byte[]> pages = new LinkedHashMap<>();
        edge(pages);
        int finished = chunks.size() == CatalogPage.CAPACITY ? 1 : 0;
        for (int level = 0; finished == level + 1 && level < full.size(); level++) {
            finished += full.get(level).size() + 1 == CatalogPage.CAPACITY ? 1 : 0;
        }
        return links(pages).stream().skip(finished).toList();
    }

    private static List<CatalogLink> links(Map<RelativePath, byte[]> pages) {
        return pages.entrySet().stream().map(page -> CatalogLink.of(page.getKey(), page.getValue())).toList();
    }

    /** What a link to {@code page} has to say. */
    static PageLink summary(CatalogPage page, CatalogLink link) {
        return switch (page) {
            case CatalogPage.Leaf(var chunks) -> new PageLink(link, chunks.size(),
                    chunks.stream().mapToLong(chunk -> chunk.info().fromNanos()).min().orElseThrow(),
                    chunks.stream().mapToLong(chunk -> chunk.info().toNanos()).max().orElseThrow());
            case CatalogPage.Inner(int level, var pages) -> new PageLink(link,
                    pages.stream().mapToLong(PageLink::chunks).sum(),
                    pages.stream().mapToLong(PageLink::fromNanos).min().orElseThrow(),
                    pages.stream().mapToLong(PageLink::toNanos).max().orElseThrow());
        };
    }

    /** Writes the edge from the leaf up; above the topmost page that stands alone there is nothing. */
    private PageLink edge(Map<RelativePath, byte[]> pages) {
        var link = write(new CatalogPage.Leaf(chunks), pages);
        for (int level = 0; level < full.size(); level++) {
            List<PageLink> below = new ArrayList<>(full.get(level));
            below.add(link);
            link = write(new CatalogPage.Inner(level + 1, below), pages);
        }
        return link;
    }

    /** A page became full: the one above has room for it, or is full itself. The edge needs one place of the room. */
    private void push(int level, PageLink link, Map<RelativePath, byte[]> pages) {
        if (full.size() == level) {
            full.add(new ArrayList<>());
        }
        List<PageLink> links = full.get(level);
        links.add(link);
        if (links.size() == CatalogPage.CAPACITY) {
            push(level + 1, write(new CatalogPage.Inner(level + 1, links), pages), pages);
            links.clear();
        }
    }

    private static PageLink write(CatalogPage page, Map<RelativePath, byte[]> pages) {
        byte[] bytes = page.encode();
        var path = RelativePath.parse("catalog/" + page.level() + "-"
                + MerkleRoot.over(bytes).toString().substring(0, 32) + ".json");
        pages.put(path, bytes);
        return summary(page, CatalogLink.of(path, bytes));
    }
}
