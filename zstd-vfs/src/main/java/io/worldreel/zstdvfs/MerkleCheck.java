package io.worldreel.zstdvfs;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Checks whole leaves of a file against its root, given the sidecar's records of the first and the last group that they
 * touch. The leaves of the groups in between are all among the bytes, so that no more hashes are needed.
 */
final class MerkleCheck {
    private final MerkleRoot root;
    private final int height;
    private final long leaves;
    private final MerkleHash hash = new MerkleHash();

    MerkleCheck(MerkleRoot root, long size) {
        this.root = root;
        this.height = MerkleHash.height(size);
        this.leaves = MerkleHash.leaves(size);
    }

    /**
     * Whether the bytes are the file's.
     *
     * @param firstLeaf number of the first leaf in {@code data}
     * @param data whole leaves, the last perhaps shorter at the end of the file
     * @param firstRecord record of the group of the first leaf
     * @param lastRecord record of the group of the last leaf
     */
    boolean holds(long firstLeaf, ByteBuffer data, ByteBuffer firstRecord, ByteBuffer lastRecord) {
        int count = Math.max(1, (data.remaining() + MerkleHash.LEAF - 1) >>> MerkleHash.LEAF_SHIFT);
        long lastLeaf = firstLeaf + count - 1;
        long from = firstLeaf & -MerkleSidecar.GROUP;
        long to = Math.min(lastLeaf | (MerkleSidecar.GROUP - 1), leaves - 1);
        byte[][] level = new byte[(int) (to - from + 1)][];
        for (long leaf = from; leaf <= to; leaf++) {
            level[(int) (leaf - from)] = leaf < firstLeaf
                    ? hashAt(firstRecord, (int) (leaf - from))
                    : leaf > lastLeaf
                            ? hashAt(lastRecord, (int) (leaf & (MerkleSidecar.GROUP - 1)))
                            : leafOf(data, (int) (leaf - firstLeaf));
        }
        long at = from; // number of the level's first hash
        int n = level.length;
        for (int h = 0; h < height; h++) {
            if (h >= MerkleSidecar.GROUP_SHIFT) {
                // From the groups' level on, both ends may lack the hash beside them.
                int beside = MerkleSidecar.GROUP + h - MerkleSidecar.GROUP_SHIFT;
                boolean left = (at & 1) == 1;
                boolean right = ((at + n - 1) & 1) == 0;
                byte[][] wider = new byte[n + (left ? 1 : 0) + (right ? 1 : 0)][];
                System.arraycopy(level, 0, wider, left ? 1 : 0, n);
                if (left) {
                    wider[0] = hashAt(firstRecord, beside);
                    at--;
                }
                if (right) {
                    wider[wider.length - 1] = hashAt(lastRecord, beside);
                }
                level = wider;
                n = wider.length;
            }
            n = hash.up(level, n, h);
            at >>>= 1;
        }
        return n == 1 && Arrays.equals(level[0], root.toBytes());
    }

    /** Whether a group's record is the file's: all its leaves, and the hashes beside the way up. */
    boolean holdsRecord(long group, ByteBuffer record) {
        int n = (int) Math.min(MerkleSidecar.GROUP, leaves - (group << MerkleSidecar.GROUP_SHIFT));
        byte[][] level = new byte[n][];
        for (int i = 0; i < n; i++) {
            level[i] = hashAt(record, i);
        }
        for (int h = 0; h < Math.min(height, MerkleSidecar.GROUP_SHIFT); h++) {
            n = hash.up(level, n, h);
        }
        byte[] at = level[0];
        for (int h = MerkleSidecar.GROUP_SHIFT; h < height; h++) {
            byte[] beside = hashAt(record, MerkleSidecar.GROUP + h - MerkleSidecar.GROUP_SHIFT);
            boolean isRight = ((group >>> (h - MerkleSidecar.GROUP_SHIFT)) & 1) == 1;
            at = isRight ? hash.parent(beside, at) : hash.parent(at, beside);
        }
        return Arrays.equals(at, root.toBytes());
    }

    private byte[] leafOf(ByteBuffer data, int leaf) {
        int from = leaf << MerkleHash.LEAF_SHIFT;
        int length = Math.min(MerkleHash.LEAF, data.remaining() - from);
        return hash.leaf(data.slice(data.position() + from, length));
    }

    private static byte[] hashAt(ByteBuffer record, int index) {
        byte[] bytes = new byte[MerkleHash.BYTES];
        record.get(index * MerkleHash.BYTES, bytes);
        return bytes;
    }
}
