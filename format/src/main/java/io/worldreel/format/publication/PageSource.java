package io.worldreel.format.publication;

import io.worldreel.format.head.CatalogLink;
import io.worldreel.format.path.RelativePath;
import java.io.IOException;
import java.util.List;

/** Where the files of a publication come from: a folder, a server, peers. What it hands out is not trusted. */
@FunctionalInterface
public interface PageSource {
    /**
     * The bytes of a file.
     *
     * @param most bytes that are taken; a longer file may be cut there
     * @throws IOException if it cannot be had
     */
    byte[] read(RelativePath path, int most) throws IOException;

    /**
     * The bytes of the page that a link leads to; for sources that find it by more than its path.
     *
     * @throws IOException if it cannot be had
     */
    default byte[] read(CatalogLink link) throws IOException {
        return read(link.path(), (int) link.size() + 1);
    }

    /** Says that these pages are going to be read one after the other; a source that waits for each may have them brought at once. */
    default void ahead(List<CatalogLink> pages) {}
}
