package io.worldreel.format.publication;

import io.worldreel.format.ByteString;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.json.CanonicalJson;

/**
 * What the published catalog says of a chunk.
 *
 * @param root of its BEP 52 Merkle tree: by it any range of the chunk is verified
 * @param infohashV1 of its hybrid torrent, 20 bytes
 * @param infohashV2 of its hybrid torrent, 32 bytes
 */
public record PublishedChunk(ChunkInfo info, ByteString root, ByteString infohashV1, ByteString infohashV2) {
    public PublishedChunk {
        CanonicalJson.requirePrintable(info.world());
        CanonicalJson.requirePrintable(info.source());
        if (root.length() != 32 || infohashV1.length() != 20 || infohashV2.length() != 32) {
            throw new IllegalArgumentException("chunk " + info.chunk() + " has hashes of wrong lengths: "
                    + root.length() + ", " + infohashV1.length() + ", " + infohashV2.length());
        }
    }
}
