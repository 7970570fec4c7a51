package io.worldreel.publisher.share;

import io.worldreel.format.publication.PublishedVersion;

/**
 * A version is here.
 *
 * @param newFiles files whose content was not here before
 * @param receivedBytes that came from peers for it
 * @param removed files of the version before that this one does not have
 */
public record FetchReport(PublishedVersion version, int newFiles, long receivedBytes, int removed) {}
