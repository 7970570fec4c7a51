package io.worldreel.publisher.mirror;

import io.worldreel.format.ByteString;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Catalog;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.key.SigningKey;
import io.worldreel.format.publication.CatalogTree;
import io.worldreel.format.publication.PublishedChunk;
import io.worldreel.publisher.torrent.FileHashes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
        List<ChunkInfo> sealed = new ArrayList<>();
        for (int i = 0; i < chunks; i++) {
            sealed.add(write(size));
        }
        try (var catalog = Catalog.open(layout)) {
            catalog.add(sealed);
        }
        return this;
    }

    /** Chunks that the catalog names and whose files were never there: as if they had been published and deleted. */
    public List<ChunkInfo> pretend(int chunks) {
        List<ChunkInfo> pretended = new ArrayList<>();
        for (int i = 0; i < chunks; i++) {
            pretended.add(next("%064x".formatted(seed * 1_000_003L + count), 1000));
        }
        try (var catalog = Catalog.open(layout)) {
            catalog.add(pretended);
        }
        return pretended;
    }

    /** Pretends that chunks are there and published. */
    void pretendPublished(int chunks, MirrorStore store, SigningKey key) throws IOException {
        var hash = ByteString.of(new byte[32]);
        var infohash = ByteString.of(new byte[20]);
        var update = CatalogTree.empty().append(pretend(chunks).stream()
                .map(chunk -> new PublishedChunk(chunk, hash, infohash, hash)).toList());
        for (var page : update.pages().entrySet()) {
            store.add(page.getKey(), page.getValue());
        }
        var root = update.root();
        HeadSeries.open(store, key, ByteString.EMPTY).publish("arena", root.page(), root.chunks(), root.fromNanos(),
                root.toNanos());
    }

    private ChunkInfo write(int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(seed * 1_000_003L + count).nextBytes(bytes);
        var chunk = next(FileHashes.of(bytes, 1 << 18).sha256().hex(), size);
        Files.write(layout.chunk(chunk.chunk()), bytes);
        return chunk;
    }

    private ChunkInfo next(String sha256, int size) {
        String name = "20261120T180000%03dZ_eu-1_%s.sqlite.zst".formatted(count % 1000, sha256.substring(48));
        var chunk = new ChunkInfo(name, "arena", "eu-1", count, count, count * 1000L, count * 1000L + 999, size,
                size * 3L, 5000, 1200, 0, 0, sha256);
        count++;
        return chunk;
    }
}
