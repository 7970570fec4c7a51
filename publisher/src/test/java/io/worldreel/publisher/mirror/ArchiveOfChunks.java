package io.worldreel.publisher.mirror;

import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Catalog;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.publisher.torrent.FileHashes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** An archive whose chunks hold seeded noise: publishing never looks inside a chunk. */
public final class ArchiveOfChunks {
    private final ArchiveLayout layout;
    private final int seed;
    private int count;

    public ArchiveOfChunks(Path root) {
        this(root, 0);
    }

    /** @param seed of the noise */
    public ArchiveOfChunks(Path root, int seed) {
        this.seed = seed;
        layout = new ArchiveLayout(root);
        Catalog.open(layout).close();
    }

    public ArchiveLayout layout() {
        return layout;
    }

    public List<ChunkInfo> chunks() {
        try (var catalog = Catalog.openReadOnly(layout)) {
            return catalog.chunks();
        }
    }

    public ArchiveOfChunks seal(int chunks, int size) throws IOException {
        for (int i = 0; i < chunks; i++) {
            seal(size);
        }
        return this;
    }

    private void seal(int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(seed * 1_000_003L + count).nextBytes(bytes);
        String sha256 = FileHashes.of(bytes, 1 << 18).sha256().hex();
        String name = "20261120T180000%03dZ_eu-1_%s.sqlite.zst".formatted(count % 1000, sha256.substring(0, 16));
        Files.write(layout.chunk(name), bytes);
        try (var catalog = Catalog.open(layout)) {
            catalog.add(List.of(new ChunkInfo(name, "arena", "eu-1", count, count, count * 1000L, count * 1000L + 999,
                    size, size * 3L, 5000, 1200, 0, 0, sha256)));
        }
        count++;
    }
}
