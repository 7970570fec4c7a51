package io.worldreel.publisher.serve;

import io.worldreel.format.CorruptException;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Catalog;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.head.SignedHead;
import io.worldreel.format.publication.CatalogTree;
import io.worldreel.format.publication.Publication;
import io.worldreel.format.publication.PublishedChunk;
import io.worldreel.zstdvfs.ByteSource;
import io.worldreel.zstdvfs.MemorySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A publication that lies elsewhere, on mirrors or among peers: what is asked for is fetched and verified from its key down before it is
 * served. Sidecars and torrents are not there: they are made of whole chunks.
 */
public final class PublicationFiles implements ArchiveFiles {
    private static final long LOOK_NANOS = Duration.ofSeconds(4).toNanos();
    private static final int KEPT_OPEN = 64;

    private final Publication publication;
    private final LongSupplier nanoClock;
    private final OpenChunks open;
    private Optional<Served> served = Optional.empty();
    private long lookedAt;

    /**
     * What is served of one head.
     *
     * @param small files in memory, by path: head, pages, and the catalog as archives have it
     */
    private record Served(SignedHead head, List<PublishedChunk> chunks, Map<String, PublishedChunk> byName,
            Map<String, byte[]> small) {}

    /**
     * @param publication closed with this
     * @param nanoClock as {@link System#nanoTime}
     */
    public PublicationFiles(Publication publication, LongSupplier nanoClock) {
        this.publication = publication;
        this.nanoClock = nanoClock;
        this.open = new OpenChunks(publication::open, KEPT_OPEN);
    }

    @Override
    public String name() {
        return publication.name();
    }

    @Override
    public Optional<ByteSource> open(ArchivePath path) throws IOException {
        Served now = newest();
        if (path.kind() == ArchivePath.Kind.CHUNK) {
            PublishedChunk chunk = now.byName.get(path.path().name());
            return chunk == null ? Optional.empty() : Optional.of(open.acquire(chunk));
        }
        return Optional.ofNullable(now.small.get(path.path().toString()))
                .map(bytes -> new MemorySource(path.path().toString(), bytes));
    }

    @Override
    public List<ChunkInfo> chunks() throws IOException {
        return newest().chunks.stream().map(PublishedChunk::info).toList();
    }

    @Override
    public Optional<SignedHead> head() throws IOException {
        return Optional.of(newest().head);
    }

    /** Looks around for a newer head now and then; while nobody has one, the last one stands. */
    private synchronized Served newest() throws IOException {
        if (served.isPresent() && nanoClock.getAsLong() - lookedAt < LOOK_NANOS) {
            return served.get();
        }
        try {
            Publication.Edition edition = publication.newest();
            if (served.isEmpty() || !served.get().head.sha256().equals(edition.head().sha256())) {
                served = Optional.of(prepare(edition));
            }
        } catch (IOException nobody) {
            if (served.isEmpty()) {
                throw nobody;
            }
        }
        lookedAt = nanoClock.getAsLong();
        return served.get();
    }

    /** The pages follow from what they list: the same chunks make the same pages. */
    private static Served prepare(Publication.Edition edition) throws IOException {
        var update = CatalogTree.empty().append(edition.chunks());
        if (!update.root().page().equals(edition.head().head().catalog())) {
            throw new CorruptException("the catalog of head " + edition.head().head().seq()
                    + " is laid out otherwise than this version does: read it from where it lies");
        }
        Map<String, byte[]> small = new HashMap<>();
        update.pages().forEach((path, bytes) -> small.put(path.toString(), bytes));
        small.put("head.json", edition.head().bytes());
        small.put("heads/" + edition.head().head().seq() + ".json", edition.head().bytes());
        small.put("catalog.sqlite", catalog(edition.chunks()));
        Map<String, PublishedChunk> byName = new HashMap<>();
        edition.chunks().forEach(chunk -> byName.put(chunk.info().chunk(), chunk));
        return new Served(edition.head(), edition.chunks(), byName, small);
    }

    private static byte[] catalog(List<PublishedChunk> chunks) throws IOException {
        Path folder = Files.createTempDirectory("worldreel-serve-");
        var layout = new ArchiveLayout(folder);
        try (Catalog catalog = Catalog.open(layout)) {
            catalog.add(chunks.stream().map(PublishedChunk::info).toList());
            return catalog.copy();
        } finally {
            Files.deleteIfExists(layout.catalog());
            Files.deleteIfExists(layout.chunks());
            Files.deleteIfExists(folder);
        }
    }

    @Override
    public void close() throws IOException {
        try (publication) {
            open.close();
        }
    }
}
