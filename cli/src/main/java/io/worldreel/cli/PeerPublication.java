package io.worldreel.cli;

import io.worldreel.format.publication.Publication;
import io.worldreel.format.publication.PublishedChunk;
import io.worldreel.publisher.dht.MutableMagnet;
import io.worldreel.publisher.swarm.TorrentPublication;
import io.worldreel.zstdvfs.ByteSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A publication that is read from peers, with the engine that this takes and the folder that it fills, for as long as it is open. */
final class PeerPublication implements Publication {
    private final PeerOptions.Place place;
    private final Path folder;
    private final TorrentPublication publication;

    private PeerPublication(PeerOptions.Place place, Path folder, TorrentPublication publication) {
        this.place = place;
        this.folder = folder;
        this.publication = publication;
    }

    /** @param deadline for the head, and for each read */
    static PeerPublication open(MutableMagnet magnet, PeerOptions peers, Duration deadline) throws IOException {
        MutableMagnet link = peers.with(magnet);
        var place = peers.open(link);
        boolean usable = false;
        try {
            Path folder = Files.createTempDirectory("worldreel-peers-");
            var publication = new TorrentPublication(link, place.swarm(), folder, deadline);
            usable = true;
            return new PeerPublication(place, folder, publication);
        } finally {
            if (!usable) {
                place.close();
            }
        }
    }

    @Override
    public String name() {
        return publication.name();
    }

    @Override
    public Edition newest() throws IOException {
        return publication.newest();
    }

    @Override
    public ByteSource open(PublishedChunk chunk) {
        return publication.open(chunk);
    }

    @Override
    public void close() throws IOException {
        place.close();
        FolderTree.delete(folder);
    }
}
