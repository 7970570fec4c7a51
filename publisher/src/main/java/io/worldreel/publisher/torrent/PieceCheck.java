package io.worldreel.publisher.torrent;

import io.worldreel.format.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;

/** Which pieces of a file are there already, by the hashes of a v2 torrent. */
public final class PieceCheck {
    private final int levels;
    private final MerkleLayer leaves;

    private PieceCheck(Metainfo torrent, TorrentFile file) {
        int pieceLength = torrent.pieceLength();
        long leafCount = (Math.min(file.length(), pieceLength) + MerkleLayer.LEAF_BYTES - 1) / MerkleLayer.LEAF_BYTES;
        this.levels = file.length() > pieceLength
                ? Integer.numberOfTrailingZeros(pieceLength / MerkleLayer.LEAF_BYTES)
                : MerkleLayer.levelsAbove(leafCount);
        this.leaves = new MerkleLayer((int) leafCount);
    }

    /**
     * Reads a file that may be incomplete, or another one.
     *
     * @param at where it is expected to lie
     * @return the numbers of its pieces that are right, counted from 0 in this file; none if there is no file
     */
    public static BitSet pieces(Path at, Metainfo torrent, TorrentFile file) throws IOException {
        var right = new BitSet();
        try (var channel = FileChannel.open(at, StandardOpenOption.READ)) {
            var check = new PieceCheck(torrent, file);
            var hashes = torrent.pieceHashes(file).toArray();
            var piece = ByteBuffer.allocate(torrent.pieceLength());
            for (int number = 0; number < torrent.pieceCount(file); number++) {
                long start = (long) number * torrent.pieceLength();
                piece.clear().limit((int) Math.min(torrent.pieceLength(), file.length() - start));
                while (piece.hasRemaining() && channel.read(piece) >= 0) {
                    // until the end of the piece, or of what there is of the file
                }
                if (!piece.hasRemaining() && check.hash(piece.array(), piece.limit()).equals(
                        ByteString.of(hashes, number * Digests.SHA256_BYTES, (number + 1) * Digests.SHA256_BYTES))) {
                    right.set(number);
                }
            }
        } catch (NoSuchFileException none) {
            // then none of its pieces is there
        }
        return right;
    }

    /** Whether a file is all there, and nothing else. */
    public static boolean isWhole(Path at, Metainfo torrent, TorrentFile file) throws IOException {
        return Files.size(at) == file.length()
                && pieces(at, torrent, file).cardinality() == torrent.pieceCount(file);
    }

    private ByteString hash(byte[] piece, int size) {
        var sha256 = Digests.sha256();
        leaves.clear();
        for (int from = 0; from < size; from += MerkleLayer.LEAF_BYTES) {
            sha256.update(piece, from, Math.min(MerkleLayer.LEAF_BYTES, size - from));
            leaves.add(sha256.digest());
        }
        return ByteString.of(leaves.rootAbove(0, levels));
    }
}
