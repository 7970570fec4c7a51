package io.worldreel.publisher.mirror;

import io.worldreel.publisher.torrent.TorrentSpec;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * How an archive is published.
 *
 * @param trackers that its torrents name
 * @param webSeeds where the folder with the chunks will be served, with a slash at the end; its torrents name them (BEP 19)
 * @param v1 whether each chunk gets a second torrent, for clients that know v1 of BitTorrent only and stumble over hybrids
 * @param replacedStay how long the files of chunks stay of which others have taken the place
 */
public record PublicationConfig(List<URI> trackers, List<URI> webSeeds, boolean v1, Duration replacedStay) {
    /** Nobody is named, hybrid torrents only, a week. */
    public static final PublicationConfig DEFAULT = new PublicationConfig(List.of(), List.of(), false,
            Duration.ofDays(7));

    public PublicationConfig {
        trackers = List.copyOf(trackers);
        webSeeds = List.copyOf(webSeeds);
        if (replacedStay.isNegative()) {
            throw new IllegalArgumentException("what was replaced stays no less than no time: " + replacedStay);
        }
    }

    public PublicationConfig withV1(boolean also) {
        return new PublicationConfig(trackers, webSeeds, also, replacedStay);
    }

    /** How torrents are made: the same for every chunk, for ever. */
    TorrentSpec torrents() {
        return TorrentSpec.HYBRID.withTrackers(trackers).withWebSeeds(webSeeds);
    }
}
