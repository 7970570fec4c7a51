package io.worldreel.zstdvfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** BEP 52's rules, computed here the long way round, are the truth. */
class MerkleTest {
    @TempDir
    Path folder;

    private static byte[] sha256(byte[]... parts) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    /** All levels, padded to a power of two with zero hashes, as the BEP describes them. */
    private static List<List<byte[]>> tree(byte[] content) throws Exception {
        List<byte[]> level = new ArrayList<>();
        for (int at = 0; at < content.length; at += 16384) {
            level.add(sha256(Arrays.copyOfRange(content, at, Math.min(content.length, at + 16384))));
        }
        while (Integer.bitCount(level.size()) != 1) {
            level.add(new byte[32]);
        }
        List<List<byte[]>> levels = new ArrayList<>(List.of(level));
        while (level.size() > 1) {
            List<byte[]> above = new ArrayList<>();
            for (int i = 0; i < level.size(); i += 2) {
                above.add(sha256(level.get(i), level.get(i + 1)));
            }
            levels.add(above);
            level = above;
        }
        return levels;
    }

    private static byte[] content(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 16383, 16384, 16385, 50_000, 1 << 20, (1 << 20) + 1, 3_000_000, 5_500_000 })
    void rootAndPieceLayersAreThoseOfTheBep(int size) throws Exception {
        byte[] content = content(size);
        List<List<byte[]>> tree = tree(content);
        Path file = Files.write(folder.resolve("f"), content);

        MerkleRoot root = MerkleSidecar.write(file, MerkleSidecar.pathFor(file), Progress.NONE);

        assertThat(root.toBytes()).isEqualTo(tree.getLast().getFirst());
        assertThat(MerkleSidecar.root(new MemorySource(content), Progress.NONE)).isEqualTo(root);
        for (int piece = 16384; piece <= 4 << 20; piece *= 2) {
            var expected = new ByteArrayOutputStream();
            if (size > piece) {
                List<byte[]> level = tree.get(Integer.numberOfTrailingZeros(piece / 16384));
                for (int i = 0; i < Math.ceilDiv(size, piece); i++) {
                    expected.writeBytes(level.get(i));
                }
            }
            assertThat(MerkleSidecar.pieceLayer(new MemorySource(content), piece, Progress.NONE))
                    .as("piece length %d", piece).isEqualTo(expected.toByteArray());
        }
    }

    @ParameterizedTest(name = "seed {0}, {1} bytes")
    @CsvSource({ "1,100", "2,16384", "3,40000", "4,1048576", "5,1048577", "6,3000000", "7,9000000" })
    void anyRangeIsCheckedAndAnyLieIsFound(long seed, int size) throws Exception {
        byte[] content = content(size);
        Path file = Files.write(folder.resolve("f"), content);
        MerkleRoot root = MerkleSidecar.write(file, folder.resolve("s"), Progress.NONE);
        byte[] sidecar = Files.readAllBytes(folder.resolve("s"));
        var random = new Random(seed);
        try (var source = source(root, size, content, sidecar)) {
            for (int i = 0; i < 60; i++) {
                int from = random.nextInt(size);
                int length = 1 + random.nextInt(Math.min(2_000_000, size - from));
                assertThat(read(source, from, length)).isEqualTo(Arrays.copyOfRange(content, from, from + length));
            }
        }
        for (int i = 0; i < 60; i++) {
            byte[] lie = content.clone();
            byte[] proof = sidecar.clone();
            int from = random.nextInt(size);
            int length = 1 + random.nextInt(Math.min(2_000_000, size - from));
            boolean inData = random.nextBoolean();
            if (inData) {
                lie[from + random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
            } else {
                proof[MerkleSidecar.HEADER + random.nextInt(proof.length - MerkleSidecar.HEADER)] ^= 1;
            }
            try (var source = source(root, size, lie, proof)) {
                byte[] got = read(source, from, length);
                assertThat(inData).isFalse();
                assertThat(got).isEqualTo(Arrays.copyOfRange(content, from, from + length));
            } catch (CorruptFileException found) {
                assertThat(found).hasMessageContaining(root.toString());
            }
        }
    }

    private static VerifiedSource source(MerkleRoot root, int size, byte[] data, byte[] sidecar) {
        return VerifiedSource.of(root, size,
                List.of(new VerifiedSource.Mirror(new MemorySource(data), new MemorySource(sidecar))), lie -> {});
    }

    private static byte[] read(ByteSource source, long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        source.read(offset, MemorySegment.ofArray(bytes));
        return bytes;
    }

    @Test
    void lyingMirrorIsReportedAndReplaced() throws Exception {
        byte[] content = content(3_000_000);
        Path file = Files.write(folder.resolve("f"), content);
        MerkleRoot root = MerkleSidecar.write(file, folder.resolve("s"), Progress.NONE);
        byte[] sidecar = Files.readAllBytes(folder.resolve("s"));
        byte[] lie = content.clone();
        lie[2_000_000] ^= 1;
        var liar = new MemorySource(lie);
        List<CorruptFileException> reports = new ArrayList<>();
        try (var source = VerifiedSource.of(root, content.length,
                List.of(new VerifiedSource.Mirror(liar, new MemorySource(sidecar)),
                        new VerifiedSource.Mirror(new MemorySource(content), new MemorySource(sidecar))),
                reports::add)) {
            assertThat(read(source, 0, 1000)).isEqualTo(Arrays.copyOf(content, 1000));
            assertThat(reports).isEmpty();
            assertThat(read(source, 1_999_990, 100)).isEqualTo(Arrays.copyOfRange(content, 1_999_990, 2_000_090));
            assertThat(reports).hasSize(1).first().asString().contains(liar.name());
            read(source, 1_999_990, 100);
            assertThat(reports).hasSize(1); // not asked again
        }
    }

    @Test
    void proofOfASmallRangeIsShortAtAnySize() {
        for (long size = 1 << 20; size < 1L << 50; size *= 4) {
            assertThat(2 * MerkleSidecar.recordBytes(size)).isLessThanOrEqualTo(8 << 10);
        }
    }

    @Test
    void rootsAreParsedAndPrinted() {
        MerkleRoot root = MerkleRoot.of(content(32));
        assertThat(MerkleRoot.parse(root.toString())).isEqualTo(root).hasSameHashCodeAs(root);
        assertThatThrownBy(() -> MerkleRoot.parse("00")).isInstanceOf(IllegalArgumentException.class);
    }
}
