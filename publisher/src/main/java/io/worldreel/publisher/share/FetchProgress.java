package io.worldreel.publisher.share;

/**
 * How much of a version is here.
 *
 * @param version its number
 * @param doneBytes of its files that are here and verified, those that were here before among them
 * @param allBytes of its files
 */
public record FetchProgress(long version, long doneBytes, long allBytes) {}
