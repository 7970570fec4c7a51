package io.worldreel.publisher.torrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.ByteString;
import io.worldreel.zstdvfs.FileSource;
import io.worldreel.zstdvfs.MerkleSidecar;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileHashesTest {
    private static final int LEAF = 16 << 10;
    private static final int PIECE = 64 << 10;

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = { 0, 1, LEAF - 1, LEAF, LEAF + 1, 3 * LEAF, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE,
            3 * PIECE - 7,
            5 * PIECE + LEAF, 16 * PIECE, 16 * PIECE + 1 })
    void onePassGivesWhatTheDefinitionsSay(int size) throws IOException {
        byte[] bytes = SampleFiles.bytes(size, size);
        Path file = Files.write(folder.resolve("file"), bytes);
        var hashes = FileHashes.of(file, PIECE, Progress.NONE);

        assertThat(FileHashes.of(bytes, PIECE)).isEqualTo(hashes);
        assertThat(hashes.length()).isEqualTo(size);
        assertThat(hashes.sha256().toArray()).isEqualTo(Digests.sha256().digest(bytes));
        int pieces = (size + PIECE - 1) / PIECE;
        assertThat(hashes.pieces().length()).isEqualTo(20 * pieces);
        for (int i = 0; i < pieces; i++) {
            byte[] piece = Arrays.copyOfRange(bytes, i * PIECE, Math.min(size, (i + 1) * PIECE));
            assertThat(at(hashes.pieces(), i, 20)).isEqualTo(Digests.sha1().digest(piece));
            assertThat(at(hashes.paddedPieces(), i, 20)).isEqualTo(Digests.sha1().digest(Arrays.copyOf(piece, PIECE)));
            if (pieces > 1) {
                assertThat(at(hashes.layer(), i, 32)).isEqualTo(tree(bytes, (long) i * PIECE, PIECE));
            }
        }
        if (pieces <= 1) {
            assertThat(hashes.layer().length()).isZero();
        }
        assertThat(hashes.layer().toArray()).isEqualTo(layerOfSidecar(file));
        assertThat(hashes.root().toArray()).isEqualTo(size == 0 ? new byte[32] : rootOfSidecar(file));
        byte[] root = size == 0 ? new byte[32] : tree(bytes, 0, coverOf(size));
        assertThat(hashes.root().toArray()).isEqualTo(root);
    }

    /** What readers verify ranges by has to be what the torrent says. */
    private byte[] rootOfSidecar(Path file) throws IOException {
        return MerkleSidecar.write(file, folder.resolve("sidecar"), Progress.NONE).toBytes();
    }

    private static byte[] layerOfSidecar(Path file) throws IOException {
        try (var source = FileSource.open(file)) {
            return MerkleSidecar.pieceLayer(source, PIECE, Progress.NONE);
        }
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> FileHashes.of(folder.resolve("none"), PIECE, Progress.NONE))
                .isInstanceOf(IOException.class).hasMessageContaining("none");
    }

    /** BEP 52 in its own words, from the top down: hash of the halves; of a leaf, its bytes; of a leaf behind the end, 0. */
    private static byte[] tree(byte[] bytes, long from, long span) {
        if (span == LEAF) {
            return from >= bytes.length
                    ? new byte[32]
                    : Digests.sha256().digest(
                            Arrays.copyOfRange(bytes, (int) from, (int) Math.min(bytes.length, from + LEAF)));
        }
        var sha256 = Digests.sha256();
        sha256.update(tree(bytes, from, span / 2));
        return sha256.digest(tree(bytes, from + span / 2, span / 2));
    }

    private static long coverOf(int size) {
        long span = LEAF;
        while (span < size) {
            span *= 2;
        }
        return span;
    }

    private static byte[] at(ByteString hashes, int index, int length) {
        return Arrays.copyOfRange(hashes.toArray(), index * length, (index + 1) * length);
    }
}
