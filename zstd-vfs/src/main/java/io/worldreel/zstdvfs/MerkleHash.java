package io.worldreel.zstdvfs;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The hashes of BEP 52: SHA-256 of 16 KiB leaves (the last may be shorter), and of pairs of hashes; leaves that the file
 * does not have count as 32 zero bytes. One thread at a time.
 */
final class MerkleHash {
    static final int LEAF_SHIFT = 14;
    static final int LEAF = 1 << LEAF_SHIFT;
    static final int BYTES = 32;

    private final MessageDigest sha256;

    MerkleHash() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    static long leaves(long size) {
        return Math.max(1, (size + LEAF - 1) >>> LEAF_SHIFT);
    }

    /** Levels above the leaves. */
    static int height(long size) {
        long leaves = leaves(size);
        return leaves == 1 ? 0 : Long.SIZE - Long.numberOfLeadingZeros(leaves - 1);
    }

    byte[] leaf(ByteBuffer bytes) {
        sha256.update(bytes);
        return sha256.digest();
    }

    byte[] parent(byte[] left, byte[] right) {
        sha256.update(left);
        return sha256.digest(right);
    }

    /** Hash of a subtree of the given height that lies wholly behind the file. */
    byte[] padding(int height) {
        byte[] hash = new byte[BYTES];
        for (int i = 0; i < height; i++) {
            hash = parent(hash, hash);
        }
        return hash;
    }

    /**
     * The level above, in place of the lower part of {@code level}.
     *
     * @param level hashes side by side, those behind the file left out
     * @param count of the hashes
     * @param height of the level
     * @return number of hashes of the level above
     */
    int up(byte[][] level, int count, int height) {
        byte[] pad = count % 2 == 1 ? padding(height) : level[0];
        for (int i = 0; i < count; i += 2) {
            level[i / 2] = parent(level[i], i + 1 < count ? level[i + 1] : pad);
        }
        return (count + 1) / 2;
    }
}
