package io.worldreel.publisher.torrent;

/** Which clients a torrent is for. */
public enum TorrentVersion {
    /** BEP 3 only: SHA-1 over pieces. For clients that stumble over hybrids. */
    V1,
    /** BEP 52 only: Merkle trees of SHA-256 over leaves of 16 KiB. */
    V2,
    /** Both descriptions in one info dictionary: every client finds the one that it knows. */
    HYBRID;

    boolean hasV1() {
        return this != V2;
    }

    boolean hasV2() {
        return this != V1;
    }
}
