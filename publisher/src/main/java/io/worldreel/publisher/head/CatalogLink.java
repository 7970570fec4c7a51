package io.worldreel.publisher.head;

import io.worldreel.publisher.bencode.ByteString;
import io.worldreel.publisher.path.RelativePath;

/**
 * A file of the publication's catalog, pinned to its bytes.
 *
 * @param path below the publication's root
 * @param size in bytes, at least 1
 * @param sha256 of the bytes
 * @param root of the BEP 52 Merkle tree over the bytes
 */
public record CatalogLink(RelativePath path, long size, ByteString sha256, ByteString root) {
    public CatalogLink {
        if (size < 1 || sha256.length() != 32 || root.length() != 32) {
            throw new IllegalArgumentException(
                    "a catalog has at least 1 byte and hashes of 32 bytes: " + size + " bytes, hashes of "
                            + sha256.length() + " and " + root.length());
        }
    }
}
