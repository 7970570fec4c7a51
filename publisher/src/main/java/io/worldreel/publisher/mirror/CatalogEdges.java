package io.worldreel.publisher.mirror;

import io.worldreel.format.head.CatalogLink;
import io.worldreel.format.head.SignedHead;
import io.worldreel.format.publication.CatalogPage;
import io.worldreel.format.publication.CatalogTree;
import io.worldreel.format.publication.PageSource;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/** The right edges of the catalogs of a publication: each head has one of its own, all else they share. */
final class CatalogEdges {
    /** Edges of so many heads stay, for readers that are on their way down an older catalog. */
    private static final long KEPT = 16;

    private CatalogEdges() {}

    /**
     * Removes what only the head of long ago needed; every head after it has other pages there.
     *
     * @param seq of the head that is to come
     * @return the pages that were removed
     */
    static List<CatalogLink> removeBehind(MirrorStore store, long seq) throws IOException {
        long old = seq - 1 - KEPT;
        var bytes = old < 1
                ? Optional.<byte[]>empty()
                : store.read(HeadSeries.numbered(old), SignedHead.MOST_BYTES);
        if (bytes.isEmpty()) {
            return List.of();
        }
        try {
            var head = SignedHead.read("head " + old, bytes.get()).head();
            List<CatalogLink> edge = CatalogTree.load(head, pages(store)).unfinishedPages();
            for (CatalogLink page : edge) {
                store.remove(page.path());
            }
            return edge;
        } catch (NoSuchFileException thinnedOut) {
            // Somebody removed old pages by hand, or a crash came between two of them: nobody reads this edge any more.
            return List.of();
        }
    }

    /** The pages of a publication. */
    static PageSource pages(MirrorStore store) {
        return (path, most) -> store.read(path, Math.max(most, CatalogPage.MOST_BYTES))
                .orElseThrow(() -> new NoSuchFileException(path.toString()));
    }
}
