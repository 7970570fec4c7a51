package io.worldreel.publisher.share;

import io.worldreel.format.head.SignedHead;
import java.util.List;

/**
 * What is shared after a version was published.
 *
 * @param kept versions that can be had, oldest first; the last is the newest
 * @param stale versions that cannot be had any more
 * @param newFiles files of the newest version whose content none of the kept ones before has
 */
public record ShareReport(SignedHead head, List<KeptVersion> kept, List<KeptVersion> stale, long newFiles) {
    public ShareReport {
        kept = List.copyOf(kept);
        stale = List.copyOf(stale);
    }

    public KeptVersion newest() {
        return kept.getLast();
    }
}
