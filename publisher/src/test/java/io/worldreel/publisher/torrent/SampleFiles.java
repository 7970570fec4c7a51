package io.worldreel.publisher.torrent;

import io.worldreel.format.path.RelativePath;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Files of seeded noise and their torrents. */
final class SampleFiles {
    static final int PIECE = 64 << 10;
    static final TorrentSpec SPEC = TorrentSpec.HYBRID.withPieceLength(PIECE);

    private SampleFiles() {}

    static byte[] bytes(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** One file in {@code folder} and its torrent. */
    static Metainfo file(Path folder, String name, int size, TorrentSpec spec) throws IOException {
        Path file = folder.resolve(name);
        Files.write(file, bytes(size, size));
        return TorrentBuilder.ofFile(RelativePath.parse(name), FileHashes.of(file, spec.pieceLength(), Progress.NONE),
                spec);
    }

    /** A folder with files of awkward sizes and names in {@code parent}, and its torrent. */
    static Metainfo folder(Path parent, String name, TorrentSpec spec) throws IOException {
        var files = TorrentBuilder.inTreeOrder();
        int[] sizes = { 1, PIECE, 3 * PIECE + 5, 0, PIECE - 1, 100_000 };
        String[] paths = { "z.bin", "a/b/exact.bin", "a/long.bin", "empty", "a.b/almost.bin", "мир.bin" };
        for (int i = 0; i < sizes.length; i++) {
            var path = RelativePath.parse(paths[i]);
            Path file = path.resolveIn(Files.createDirectories(parent.resolve(name)));
            Files.createDirectories(file.getParent());
            Files.write(file, bytes(sizes[i], i));
            files.put(path, FileHashes.of(file, spec.pieceLength(), Progress.NONE));
        }
        return TorrentBuilder.ofFolder(name, files, spec);
    }
}
