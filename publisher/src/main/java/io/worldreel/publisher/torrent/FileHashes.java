package io.worldreel.publisher.torrent;

import io.worldreel.format.ByteString;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/**
 * Every hash of one file that a torrent, a catalog or a mirror asks for, from one pass over it.
 *
 * @param length of the file in bytes
 * @param sha256 of the whole file
 * @param pieces SHA-1 of each piece, side by side, the last over the bytes that there are
 * @param paddedPieces the same, the last piece filled with zeros to its full length
 * @param layer the hashes of the pieces in the Merkle tree, side by side; empty if the file has one piece or less
 * @param root of the Merkle tree; of a file without bytes: 32 zero bytes
 */
public record FileHashes(long length, ByteString sha256, ByteString pieces, ByteString paddedPieces, ByteString layer,
        ByteString root) {

    /**
     * Reads a file from start to end.
     *
     * @param pieceLength a power of two, at least 16 KiB
     * @throws IOException if it cannot be read, or changes its length meanwhile
     */
    public static FileHashes of(Path file, int pieceLength, Progress progress) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long length = channel.size();
            var pass = new Pass(length, pieceLength);
            var piece = ByteBuffer.allocate(pieceLength);
            for (long at = 0; at < length; at += piece.limit()) {
                piece.clear().limit((int) Math.min(pieceLength, length - at));
                while (piece.hasRemaining()) {
                    if (channel.read(piece) < 0) {
                        throw new IOException("hashing " + file + ": it became shorter meanwhile; hash it again when"
                                + " nobody writes to it");
                    }
                }
                pass.piece(piece.array(), piece.limit());
                progress.at(at + piece.limit(), length);
            }
            if (channel.read(ByteBuffer.allocate(1)) > 0) {
                throw new IOException("hashing " + file + ": it became longer meanwhile; hash it again when nobody"
                        + " writes to it");
            }
            return pass.finish();
        }
    }

    /** The hashes of bytes in memory. */
    public static FileHashes of(byte[] bytes, int pieceLength) {
        var pass = new Pass(bytes.length, pieceLength);
        for (int at = 0; at < bytes.length; at += pieceLength) {
            int end = Math.min(bytes.length, at + pieceLength);
            pass.piece(java.util.Arrays.copyOfRange(bytes, at, end), end - at);
        }
        return pass.finish();
    }

    private static final class Pass {
        private final long length;
        private final int pieceLength;
        private final int pieceHeight;
        private final MessageDigest all = Digests.sha256();
        private final MessageDigest sha1 = Digests.sha1();
        private final MessageDigest sha256 = Digests.sha256();
        private final MerkleLayer leaves;
        private final MerkleLayer layer;
        private final ByteBuffer pieces;
        private final ByteBuffer paddedPieces;

        Pass(long length, int pieceLength) {
            if (Integer.bitCount(pieceLength) != 1 || pieceLength < MerkleLayer.LEAF_BYTES) {
                throw new IllegalArgumentException("a piece is a power of two, at least 16 KiB, not " + pieceLength);
            }
            this.length = length;
            this.pieceLength = pieceLength;
            this.pieceHeight = Integer.numberOfTrailingZeros(pieceLength / MerkleLayer.LEAF_BYTES);
            int count = Math.toIntExact((length + pieceLength - 1) / pieceLength);
            this.leaves = new MerkleLayer(pieceLength / MerkleLayer.LEAF_BYTES);
            this.layer = new MerkleLayer(count);
            this.pieces = ByteBuffer.allocate(Math.multiplyExact(count, Digests.SHA1_BYTES));
            this.paddedPieces = ByteBuffer.allocate(pieces.capacity());
        }

        void piece(byte[] bytes, int size) {
            all.update(bytes, 0, size);
            sha1.update(bytes, 0, size);
            byte[] plain = sha1.digest();
            pieces.put(plain);
            if (size == pieceLength) {
                paddedPieces.put(plain);
            } else {
                sha1.update(bytes, 0, size);
                sha1.update(new byte[pieceLength - size]);
                paddedPieces.put(sha1.digest());
            }
            leaves.clear();
            for (int at = 0; at < size; at += MerkleLayer.LEAF_BYTES) {
                sha256.update(bytes, at, Math.min(MerkleLayer.LEAF_BYTES, size - at));
                leaves.add(sha256.digest());
            }
            // A file of one piece has a tree of its own height; the others have whole pieces, filled up with nothing.
            boolean only = length <= pieceLength;
            layer.add(leaves.rootAbove(0, only ? MerkleLayer.levelsAbove(leaves.count()) : pieceHeight));
        }

        FileHashes finish() {
            byte[] root = new byte[Digests.SHA256_BYTES];
            if (length > 0) {
                root = length <= pieceLength
                        ? layer.toArray()
                        : layer.rootAbove(pieceHeight, MerkleLayer.levelsAbove(layer.count()));
            }
            var pieceLayer = length <= pieceLength ? ByteString.EMPTY : ByteString.of(layer.toArray());
            return new FileHashes(length, ByteString.of(all.digest()), ByteString.of(pieces.array()),
                    ByteString.of(paddedPieces.array()), pieceLayer, ByteString.of(root));
        }
    }
}
