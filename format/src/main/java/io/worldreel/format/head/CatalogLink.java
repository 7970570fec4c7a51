package io.worldreel.format.head;

import io.worldreel.format.ByteString;
import io.worldreel.format.path.RelativePath;
import io.worldreel.zstdvfs.MerkleRoot;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

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

    /** The link to a file of these bytes. */
    public static CatalogLink of(RelativePath path, byte[] bytes) {
        return new CatalogLink(path, bytes.length, sha256(bytes), root(bytes));
    }

    /** Whether these bytes, wherever they came from, are the file. */
    public boolean vouchesFor(byte[] bytes) {
        return bytes.length == size && sha256(bytes).equals(sha256) && root(bytes).equals(root);
    }

    private static ByteString root(byte[] bytes) {
        return ByteString.of(MerkleRoot.over(bytes).toBytes());
    }

    private static ByteString sha256(byte[] bytes) {
        try {
            return ByteString.of(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
