package io.worldreel.publisher.share;

import io.worldreel.format.publication.PublishedVersion;
import io.worldreel.publisher.engine.Placement;
import io.worldreel.publisher.torrent.Metainfo;

/**
 * A version all of whose files are here.
 *
 * @param files where they lie
 */
public record KeptVersion(PublishedVersion version, Metainfo torrent, Placement files) {}
