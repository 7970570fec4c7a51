package io.worldreel.publisher.swarm;

import io.worldreel.format.CorruptException;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Catalog;
import io.worldreel.format.archive.Chunk;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.head.SignedHead;
import io.worldreel.format.path.RelativePath;
import io.worldreel.format.publication.PublishedChunk;
import io.worldreel.publisher.mirror.ChunkFiles;
import io.worldreel.publisher.mirror.FolderStore;
import io.worldreel.publisher.torrent.FileHashes;
import io.worldreel.publisher.torrent.Metainfo;
import io.worldreel.publisher.torrent.TorrentBuilder;
import io.worldreel.publisher.torrent.TorrentSpec;
import io.worldreel.zstdvfs.MerkleSidecar;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The folder of a follower: an archive that anybody can read, and a copy of the publication that can be served on. What is written last is
 * {@code head.json}. Confined to one thread; a lock keeps a second follower out.
 */
final class FollowedFolder implements AutoCloseable {
    private static final RelativePath HEAD = RelativePath.parse("head.json");
    private static final String FOLLOWING = ".following";

    private final Path folder;
    private final ArchiveLayout layout;
    private final FolderStore store;
    private final Catalog catalog;

    private FollowedFolder(Path folder, ArchiveLayout layout, FolderStore store, Catalog catalog) {
        this.folder = folder;
        this.layout = layout;
        this.store = store;
        this.catalog = catalog;
    }

    static FollowedFolder open(Path folder) throws IOException {
        var store = FolderStore.open(folder);
        boolean usable = false;
        try {
            for (String below : List.of("heads", "catalog", "chunks", "torrents", FOLLOWING)) {
                Path made = RelativePath.parse(below).resolveIn(folder);
                Files.createDirectories(made);
            }
            var layout = new ArchiveLayout(folder.toRealPath());
            var opened = new FollowedFolder(layout.root(), layout, store, Catalog.open(layout));
            usable = true;
            return opened;
        } finally {
            if (!usable) {
                store.close();
            }
        }
    }

    Path root() {
        return folder;
    }

    /** The head that was accepted last, though not all of its chunks may be here. */
    AcceptedHead accepted() {
        return new AcceptedHead(store, FOLLOWING + "/");
    }

    /** Everything that the head vouches for, and that is to be here, is here. */
    void complete(SignedHead head) throws IOException {
        store.put(HEAD, head.bytes());
    }

    List<ChunkInfo> chunks() {
        return catalog.chunks();
    }

    Optional<byte[]> read(RelativePath path, int most) throws IOException {
        return store.read(path, most);
    }

    /**
     * Adds the torrent for clients of v1 to a chunk that is here, unless it is there.
     *
     * @param trackers that it names
     */
    void addV1(ChunkInfo chunk, List<URI> trackers) throws IOException {
        Path file = ChunkFiles.torrent(chunk.chunk()).resolveIn(folder);
        var path = ChunkFiles.torrentV1(chunk.chunk());
        if (store.length(path).isEmpty()) {
            var torrent = TorrentBuilder.v1Of(Metainfo.read(file.toString(), Files.readAllBytes(file)),
                    TorrentSpec.HYBRID.withTrackers(trackers));
            store.put(path, torrent.bytes());
        }
    }

    /**
     * Takes a chunk whose file has arrived into the archive.
     *
     * @return chunks whose place it has taken; their files are still here
     * @throws CorruptException if it is not what the publisher vouches for; then its file is gone
     */
    List<ChunkInfo> take(PublishedChunk chunk) throws IOException {
        String name = chunk.info().chunk();
        Path file = layout.chunk(name);
        var hashes = FileHashes.of(file, TorrentSpec.PIECE_LENGTH, Progress.NONE);
        if (hashes.length() != chunk.info().bytes() || !hashes.root().equals(chunk.root())
                || !hashes.sha256().hex().equals(chunk.info().sha256())) {
            Files.delete(file);
            throw new CorruptException("chunk " + name + " is not what the publisher vouches for: thrown away");
        }
        var torrent = TorrentBuilder.ofFile(RelativePath.parse(name), hashes, TorrentSpec.HYBRID);
        store.put(ChunkFiles.sidecar(name), MerkleSidecar.of(file, Progress.NONE));
        store.put(ChunkFiles.torrent(name), torrent.bytes());
        List<ChunkInfo> replaced = replacedBy(file);
        if (replaced.isEmpty()) {
            catalog.add(List.of(chunk.info()));
        } else {
            catalog.exchange(replaced.stream().map(ChunkInfo::chunk).toList(), chunk.info());
        }
        return replaced;
    }

    /** Those chunks here of which a compacted one holds the content. */
    private List<ChunkInfo> replacedBy(Path file) {
        Set<String> names = new HashSet<>(Chunk.replaces(file));
        return names.isEmpty()
                ? List.of()
                : catalog.chunks().stream().filter(chunk -> names.contains(chunk.chunk())).toList();
    }

    /** Gives chunks up, the catalog first. */
    void remove(List<ChunkInfo> chunks) throws IOException {
        catalog.remove(chunks.stream().map(ChunkInfo::chunk).toList());
        for (ChunkInfo chunk : chunks) {
            for (RelativePath file : ChunkFiles.of(chunk.chunk())) {
                store.remove(file);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (store) {
            catalog.close();
        }
    }
}
