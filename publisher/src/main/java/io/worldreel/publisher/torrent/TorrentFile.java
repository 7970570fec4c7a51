package io.worldreel.publisher.torrent;

import io.worldreel.format.ByteString;
import io.worldreel.format.path.RelativePath;
import java.util.Optional;

/**
 * A file of a torrent; padding is none.
 *
 * @param path below the folder that the torrent is loaded into, the torrent's own name included
 * @param length in bytes
 * @param root of its Merkle tree; empty in a v1 torrent, and for a file without bytes
 * @param executable whether it is a program (BEP 47)
 */
public record TorrentFile(RelativePath path, long length, Optional<ByteString> root, boolean executable) {
    public TorrentFile {
        if (length < 0) {
            throw new IllegalArgumentException("a file has no negative length: " + length);
        }
    }
}
