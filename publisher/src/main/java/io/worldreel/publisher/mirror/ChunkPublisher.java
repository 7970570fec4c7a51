package io.worldreel.publisher.mirror;

import io.worldreel.format.CorruptException;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.path.RelativePath;
import io.worldreel.format.publication.PublishedChunk;
import io.worldreel.publisher.bencode.BencodeLimits;
import io.worldreel.publisher.torrent.FileHashes;
import io.worldreel.publisher.torrent.Metainfo;
import io.worldreel.publisher.torrent.TorrentBuilder;
import io.worldreel.zstdvfs.MerkleSidecar;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Puts what belongs to a chunk into a publication. Confined to one thread. */
final class ChunkPublisher {
    private final ArchiveLayout archive;
    private final MirrorStore store;
    private final PublicationConfig config;

    ChunkPublisher(ArchiveLayout archive, MirrorStore store, PublicationConfig config) {
        this.archive = archive;
        this.store = store;
        this.config = config;
    }

    /**
     * Hashes a chunk in one pass, holds it against the archive's catalog, and sends it and its torrents.
     *
     * @throws CorruptException if it is not what the catalog says
     * @throws java.nio.file.NoSuchFileException if it is not there
     */
    PublishedChunk publish(ChunkInfo chunk, Progress progress) throws IOException {
        Path file = archive.chunk(chunk.chunk());
        var hashes = FileHashes.of(file, config.torrents().pieceLength(), progress);
        if (hashes.length() != chunk.bytes() || !hashes.sha256().hex().equals(chunk.sha256())) {
            throw new CorruptException("it is not the file that the catalog describes; 'worldreel verify "
                    + archive.root() + "' says more");
        }
        var torrent = TorrentBuilder.ofFile(RelativePath.parse(chunk.chunk()), hashes, config.torrents());
        send(ChunkFiles.chunk(chunk.chunk()), file, hashes.length());
        sendSidecar(ChunkFiles.sidecar(chunk.chunk()), file, hashes.length());
        store.put(ChunkFiles.torrent(chunk.chunk()), torrent.bytes());
        if (config.v1()) {
            store.put(ChunkFiles.torrentV1(chunk.chunk()), TorrentBuilder.v1Of(torrent, config.torrents()).bytes());
        }
        return new PublishedChunk(chunk, hashes.root(), torrent.infohashV1().orElseThrow(),
                torrent.infohashV2().orElseThrow());
    }

    /**
     * Adds the torrent for clients of v1 to a chunk that is published, unless it is there.
     */
    void addV1(String chunk) throws IOException {
        var path = ChunkFiles.torrent(chunk);
        Optional<byte[]> hybrid = store.length(ChunkFiles.torrentV1(chunk)).isPresent()
                ? Optional.empty()
                : store.read(path, BencodeLimits.METAINFO.bytes());
        if (hybrid.isPresent()) {
            var torrent = TorrentBuilder.v1Of(Metainfo.read(path.toString(), hybrid.get()), config.torrents());
            store.put(ChunkFiles.torrentV1(chunk), torrent.bytes());
        }
    }

    /** A chunk's name tells its content: a file of that name and length need not be sent again. */
    private void send(RelativePath path, Path file, long length) throws IOException {
        if (!store.length(path).equals(Optional.of(length))) {
            store.copy(path, file);
        }
    }

    /** By the sidecar a reader verifies any range of the chunk, from wherever it comes. */
    private void sendSidecar(RelativePath path, Path file, long length) throws IOException {
        if (!store.length(path).equals(Optional.of(MerkleSidecar.length(length)))) {
            store.add(path, MerkleSidecar.of(file, Progress.NONE));
        }
    }
}
