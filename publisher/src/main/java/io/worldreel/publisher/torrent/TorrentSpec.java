package io.worldreel.publisher.torrent;

import java.net.URI;
import java.util.List;

/**
 * How a torrent is made. Nothing in it changes with time or place: the same files give the same infohash, for ever.
 *
 * @param version who is to read it
 * @param pieceLength a power of two from 16 KiB to 64 MiB
 * @param trackers tried in turn; not part of the infohash
 * @param webSeeds addresses of the file, or with a slash at the end of its folder (BEP 19); not part of the infohash
 */
public record TorrentSpec(TorrentVersion version, int pieceLength, List<URI> trackers, List<URI> webSeeds) {
    /** 256 KiB: a quarter of a millisecond's worth of hashing, and smaller pieces are no faster to get (measured). */
    public static final int PIECE_LENGTH = 256 << 10;

    /** A hybrid torrent that names nobody. */
    public static final TorrentSpec HYBRID = new TorrentSpec(TorrentVersion.HYBRID, PIECE_LENGTH, List.of(), List.of());

    public TorrentSpec {
        trackers = List.copyOf(trackers);
        webSeeds = List.copyOf(webSeeds);
        if (Integer.bitCount(pieceLength) != 1 || pieceLength < Metainfo.LEAST_PIECE
                || pieceLength > Metainfo.LARGEST_PIECE) {
            throw new IllegalArgumentException("a piece is a power of two from 16 KiB to 64 MiB, not " + pieceLength);
        }
    }

    public TorrentSpec withVersion(TorrentVersion other) {
        return new TorrentSpec(other, pieceLength, trackers, webSeeds);
    }

    public TorrentSpec withPieceLength(int bytes) {
        return new TorrentSpec(version, bytes, trackers, webSeeds);
    }

    public TorrentSpec withTrackers(List<URI> addresses) {
        return new TorrentSpec(version, pieceLength, addresses, webSeeds);
    }

    public TorrentSpec withWebSeeds(List<URI> addresses) {
        return new TorrentSpec(version, pieceLength, trackers, addresses);
    }
}
