package io.worldreel.publisher.engine;

/**
 * How far a torrent is.
 *
 * @param doneBytes of the file that are there and verified
 * @param receivedBytes from peers and web seeds since it is held
 * @param peers connected
 * @param seeds those of the peers that have all of it
 * @param described whether its description is known
 */
public record TorrentStatus(long doneBytes, long receivedBytes, int peers, int seeds, boolean described) {}
