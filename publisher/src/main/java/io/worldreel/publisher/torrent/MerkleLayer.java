package io.worldreel.publisher.torrent;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Hashes of one level of a file's Merkle tree (BEP 52), side by side, those behind the file's end left out. Subtrees
 * wholly behind the end are trees over leaves of 32 zero bytes.
 */
final class MerkleLayer {
    /** Bytes of a file under one leaf. */
    static final int LEAF_BYTES = 16 << 10;

    private final MessageDigest sha256 = Digests.sha256();
    private byte[] hashes;
    private int count;

    MerkleLayer(int expected) {
        this.hashes = new byte[Math.max(1, expected) * Digests.SHA256_BYTES];
    }

    /** The layer whose hashes lie side by side in {@code bytes}. */
    static MerkleLayer of(byte[] bytes) {
        var layer = new MerkleLayer(0);
        layer.hashes = bytes.clone();
        layer.count = bytes.length / Digests.SHA256_BYTES;
        return layer;
    }

    void add(byte[] hash) {
        int at = count * Digests.SHA256_BYTES;
        if (at == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * hashes.length);
        }
        System.arraycopy(hash, 0, hashes, at, Digests.SHA256_BYTES);
        count++;
    }

    int count() {
        return count;
    }

    byte[] toArray() {
        return Arrays.copyOf(hashes, count * Digests.SHA256_BYTES);
    }

    void clear() {
        count = 0;
    }

    /**
     * The one hash so many levels above.
     *
     * @param height of this layer above the leaves, which says what stands for what is missing
     * @param levels to go up; 2 to this power is at least {@link #count}
     */
    byte[] rootAbove(int height, int levels) {
        byte[] level = toArray();
        byte[] pad = padding(height);
        for (int up = 0; up < levels; up++) {
            int n = level.length / Digests.SHA256_BYTES;
            byte[] above = new byte[(n + 1) / 2 * Digests.SHA256_BYTES];
            for (int i = 0; i < n; i += 2) {
                sha256.update(level, i * Digests.SHA256_BYTES, Digests.SHA256_BYTES);
                if (i + 1 < n) {
                    sha256.update(level, (i + 1) * Digests.SHA256_BYTES, Digests.SHA256_BYTES);
                } else {
                    sha256.update(pad);
                }
                System.arraycopy(sha256.digest(), 0, above, i / 2 * Digests.SHA256_BYTES, Digests.SHA256_BYTES);
            }
            level = above;
            pad = parent(pad);
        }
        if (level.length != Digests.SHA256_BYTES) {
            throw new IllegalArgumentException(count + " hashes do not fit under one, " + levels + " levels above");
        }
        return level;
    }

    /** Levels from {@code n} hashes up to one. */
    static int levelsAbove(long n) {
        return n <= 1 ? 0 : Long.SIZE - Long.numberOfLeadingZeros(n - 1);
    }

    private byte[] padding(int height) {
        byte[] hash = new byte[Digests.SHA256_BYTES];
        for (int i = 0; i < height; i++) {
            hash = parent(hash);
        }
        return hash;
    }

    private byte[] parent(byte[] twice) {
        sha256.update(twice);
        return sha256.digest(twice);
    }
}
