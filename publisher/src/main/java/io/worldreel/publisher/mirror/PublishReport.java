package io.worldreel.publisher.mirror;

import io.worldreel.format.head.SignedHead;
import java.util.List;

/**
 * What a publication did.
 *
 * @param head the newest, also if nothing was new
 * @param published names of the chunks that it added
 * @param refused chunks that were left out, and why; the others are published all the same
 */
public record PublishReport(SignedHead head, List<String> published, List<Refused> refused) {
    public PublishReport {
        published = List.copyOf(published);
        refused = List.copyOf(refused);
    }

    /** A chunk that is not what the catalog says, or not there. */
    public record Refused(String chunk, String problem) {}
}
