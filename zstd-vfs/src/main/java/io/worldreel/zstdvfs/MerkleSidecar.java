package io.worldreel.zstdvfs;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A file's Merkle tree (BEP 52) in a small file beside it, laid out so that any range of the file is checked with one or
 * two short reads at places that the file's size alone tells.
 *
 * <p>Bytes: 8 of magic {@code ZMERKLE1}, file size u64 little-endian, root (32), 16 zero bytes; then for each 64 leaves
 * (1 MiB of the file) a record: their hashes, and the hashes beside the way from there up to the root, lowest first.
 * Leaves behind the end of the file are zero, as BEP 52 has it. About 0.2 to 0.3 % of the file.
 */
public final class MerkleSidecar {
    static final int GROUP_SHIFT = 6;
    static final int GROUP = 1 << GROUP_SHIFT;
    static final int HEADER = 64;
    /** What a sidecar's name adds to that of its file. */
    public static final String SUFFIX = ".merkle";
    /** ASCII "ZMERKLE1", as a little-endian number. */
    private static final long MAGIC = 0x31454C4B52454D5AL;

    private MerkleSidecar() {}

    /** The customary name of a file's sidecar. */
    public static Path pathFor(Path file) {
        return file.resolveSibling(file.getFileName() + SUFFIX);
    }

    /** Bytes of the sidecar of a file of {@code size} bytes. */
    public static long length(long size) {
        return recordOffset(size, groups(size));
    }

    static int recordBytes(long size) {
        return (GROUP + Math.max(0, MerkleHash.height(size) - GROUP_SHIFT)) * MerkleHash.BYTES;
    }

    static long recordOffset(long size, long group) {
        return HEADER + group * recordBytes(size);
    }

    static long groups(long size) {
        return (MerkleHash.leaves(size) + GROUP - 1) >>> GROUP_SHIFT;
    }

    /**
     * Hashes a file and writes its sidecar, under a temporary name that becomes {@code sidecar} when all is on disk; an
     * older sidecar is replaced. Memory: 32 bytes for each MiB of the file.
     *
     * @return the root, by which {@link VerifiedSource} checks the file
     */
    public static MerkleRoot write(Path file, Path sidecar, Progress progress) throws IOException {
        try (ByteSource source = FileSource.open(file)) {
            MerkleRoot[] root = new MerkleRoot[1];
            DurableFile.write(sidecar, true, channel -> {
                root[0] = write(source, (bytes, offset) -> put(channel, bytes, offset), progress);
                return root[0];
            });
            return root[0];
        }
    }

    /**
     * The sidecar of a file in memory: 0.3 % of the file.
     *
     * @throws IOException if the file cannot be read, or is so large that its sidecar is no array
     */
    public static byte[] of(Path file, Progress progress) throws IOException {
        try (ByteSource source = FileSource.open(file)) {
            if (length(source.size()) > Integer.MAX_VALUE - 8) {
                throw new IOException(file + " is too large for a sidecar in memory: " + source.size() + " bytes");
            }
            byte[] sidecar = new byte[(int) length(source.size())];
            write(source, (bytes, offset) -> bytes.get(sidecar, (int) offset, bytes.remaining()), progress);
            return sidecar;
        }
    }

    /** The root of a source's content. Reads all of it. */
    public static MerkleRoot root(ByteSource source, Progress progress) throws IOException {
        var hash = new MerkleHash();
        int height = MerkleHash.height(source.size());
        List<byte[]> groups = new ArrayList<>();
        forEachGroup(source, progress, hash, (group, leaves) -> groups.add(rootOf(hash, leaves, height)));
        return MerkleRoot.of(levels(hash, groups, height).getLast()[0]);
    }

    /**
     * The hashes of a file's pieces, as a torrent's "piece layers" has them: those behind the end left out, and none for a
     * file of one piece or less.
     *
     * @param pieceLength a power of two, at least 16 KiB
     */
    public static byte[] pieceLayer(ByteSource source, int pieceLength, Progress progress) throws IOException {
        if (Integer.bitCount(pieceLength) != 1 || pieceLength < MerkleHash.LEAF) {
            throw new IllegalArgumentException("piece length " + pieceLength + " is not a power of two from 16384");
        }
        if (source.size() <= pieceLength) {
            return new byte[0];
        }
        var hash = new MerkleHash();
        List<byte[]> layer = new ArrayList<>();
        int height = Integer.numberOfTrailingZeros(pieceLength) - MerkleHash.LEAF_SHIFT;
        forEachGroup(source, progress, hash, (group, leaves) -> {
            byte[][] level = leaves.clone();
            int n = leaves.length;
            for (int h = 0; h < Math.min(height, GROUP_SHIFT); h++) {
                n = hash.up(level, n, h);
            }
            layer.addAll(Arrays.asList(level).subList(0, n));
        });
        byte[][] level = layer.toArray(new byte[0][]);
        int n = level.length;
        for (int h = GROUP_SHIFT; h < height; h++) {
            n = hash.up(level, n, h);
        }
        ByteBuffer out = ByteBuffer.allocate(n * MerkleHash.BYTES);
        for (int i = 0; i < n; i++) {
            out.put(level[i]);
        }
        return out.array();
    }

    private interface GroupVisitor {
        void group(long group, byte[][] leaves) throws IOException;
    }

    private static void forEachGroup(ByteSource source, Progress progress, MerkleHash hash, GroupVisitor visitor)
            throws IOException {
        long size = source.size();
        ByteBuffer buffer = ByteBuffer.allocateDirect(GROUP * MerkleHash.LEAF);
        for (long group = 0; group < groups(size); group++) {
            long at = group * buffer.capacity();
            int n = (int) Math.min(buffer.capacity(), size - at);
            source.read(at, MemorySegment.ofBuffer(buffer.clear().limit(n)));
            byte[][] leaves = new byte[Math.max(1, (n + MerkleHash.LEAF - 1) >>> MerkleHash.LEAF_SHIFT)][];
            for (int i = 0; i < leaves.length; i++) {
                int from = i << MerkleHash.LEAF_SHIFT;
                leaves[i] = hash.leaf(buffer.slice(from, Math.min(MerkleHash.LEAF, n - from)));
            }
            visitor.group(group, leaves);
            progress.at(at + n, size);
        }
    }

    /** The levels from the groups' roots up to the root. A file of one group or less has a tree of its own height. */
    private static List<byte[][]> levels(MerkleHash hash, List<byte[]> groupRoots, int height) {
        List<byte[][]> levels = new ArrayList<>();
        byte[][] level = groupRoots.toArray(new byte[0][]);
        levels.add(level);
        for (int h = GROUP_SHIFT; h < height; h++) {
            byte[][] above = level.clone();
            level = Arrays.copyOf(above, hash.up(above, above.length, h));
            levels.add(level);
        }
        return levels;
    }

    private interface Sink {
        void put(ByteBuffer bytes, long offset) throws IOException;
    }

    private static MerkleRoot write(ByteSource source, Sink out, Progress progress) throws IOException {
        long size = source.size();
        int height = MerkleHash.height(size);
        var hash = new MerkleHash();
        List<byte[]> groupRoots = new ArrayList<>();
        forEachGroup(source, progress, hash, (group, leaves) -> {
            ByteBuffer hashes = ByteBuffer.allocate(GROUP * MerkleHash.BYTES);
            for (byte[] leaf : leaves) {
                hashes.put(leaf);
            }
            out.put(hashes.clear(), recordOffset(size, group));
            groupRoots.add(rootOf(hash, leaves, height));
        });
        List<byte[][]> levels = levels(hash, groupRoots, height);
        ByteBuffer way = ByteBuffer.allocate(recordBytes(size) - GROUP * MerkleHash.BYTES);
        for (int group = 0; group < groupRoots.size() && way.capacity() > 0; group++) {
            way.clear();
            for (int h = 0; h < levels.size() - 1; h++) {
                byte[][] level = levels.get(h);
                int beside = group >>> h ^ 1;
                way.put(beside < level.length ? level[beside] : hash.padding(GROUP_SHIFT + h));
            }
            out.put(way.flip(), recordOffset(size, group) + GROUP * MerkleHash.BYTES);
        }
        MerkleRoot root = MerkleRoot.of(levels.getLast()[0]);
        ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN).putLong(MAGIC).putLong(size)
                .put(root.toBytes());
        out.put(header.clear(), 0);
        return root;
    }

    /** Root of a group's leaves, but no higher than the file's tree. */
    private static byte[] rootOf(MerkleHash hash, byte[][] leaves, int height) {
        byte[][] level = leaves.clone();
        int n = leaves.length;
        for (int h = 0; h < Math.min(GROUP_SHIFT, height); h++) {
            n = hash.up(level, n, h);
        }
        return level[0];
    }

    private static void put(FileChannel out, ByteBuffer bytes, long offset) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            at += out.write(bytes, at);
        }
    }
}
