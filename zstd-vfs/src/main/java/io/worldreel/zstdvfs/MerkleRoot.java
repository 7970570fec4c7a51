package io.worldreel.zstdvfs;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** Root of a file's Merkle tree (BEP 52, "pieces root"): 32 bytes that stand for its whole content. */
public final class MerkleRoot {
    private final byte[] bytes;

    private MerkleRoot(byte[] bytes) {
        if (bytes.length != 32) {
            throw new IllegalArgumentException("a Merkle root has 32 bytes, not " + bytes.length);
        }
        this.bytes = bytes;
    }

    /** Of 32 bytes, which are copied. */
    public static MerkleRoot of(byte[] bytes) {
        return new MerkleRoot(bytes.clone());
    }

    /** Of 64 hexadecimal digits. */
    public static MerkleRoot parse(String hex) {
        return new MerkleRoot(HexFormat.of().parseHex(hex));
    }

    /** Of a file that has these bytes. */
    public static MerkleRoot over(byte[] content) {
        var hash = new MerkleHash();
        byte[][] level = new byte[(int) MerkleHash.leaves(content.length)][];
        for (int i = 0; i < level.length; i++) {
            int from = i << MerkleHash.LEAF_SHIFT;
            level[i] = hash.leaf(ByteBuffer.wrap(content, from, Math.min(MerkleHash.LEAF, content.length - from)));
        }
        int count = level.length;
        for (int height = 0; count > 1; height++) {
            count = hash.up(level, count, height);
        }
        return of(level[0]);
    }

    /** A copy of the 32 bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MerkleRoot root && Arrays.equals(bytes, root.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** 64 hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
