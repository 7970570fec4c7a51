package io.worldreel.publisher.mirror;

import io.worldreel.format.head.CatalogLink;
import io.worldreel.format.head.SignedHead;
import io.worldreel.format.publication.PublishedChunk;
import java.util.List;

/**
 * What a publication did.
 *
 * @param head the newest, also if nothing was new
 * @param published chunks that it added
 * @param pages of the catalog that it added
 * @param stale pages that only heads of long ago needed, and that are gone now
 * @param replaced chunks of which others have taken the place
 * @param refused chunks that were left out, and why; the others are published all the same
 */
public record PublishReport(SignedHead head, List<PublishedChunk> published, List<CatalogLink> pages,
        List<CatalogLink> stale, List<PublishedChunk> replaced, List<Refused> refused) {
    public PublishReport {
        published = List.copyOf(published);
        pages = List.copyOf(pages);
        stale = List.copyOf(stale);
        replaced = List.copyOf(replaced);
        refused = List.copyOf(refused);
    }

    /** A chunk that is not what the catalog says, or not there. */
    public record Refused(String chunk, String problem) {}
}
