package io.worldreel.publisher.swarm;

import io.worldreel.format.head.SignedHead;
import io.worldreel.format.key.SigningKey;
import io.worldreel.format.publication.PublishedChunk;
import io.worldreel.publisher.dht.HeadPointer;
import io.worldreel.publisher.dht.MutableItem;
import io.worldreel.publisher.engine.Engine;
import io.worldreel.publisher.engine.TorrentRequest;
import io.worldreel.publisher.engine.TorrentRequest.Purpose;
import io.worldreel.publisher.mirror.PublishReport;
import io.worldreel.publisher.torrent.Metainfo;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Seeds a publication's folder and has the DHT point to its head. Confined to one thread.
 */
public final class SwarmPublisher {
    /** Followers that are on their way to an older head still find it. */
    private static final int KEPT_HEADS = 16;

    private final PublicationTorrents torrents;
    private final Engine engine;
    private final Announcer announcer;
    private final Deque<String> heads = new ArrayDeque<>();

    public SwarmPublisher(Path folder, List<URI> trackers, List<URI> mirrors, Engine engine, Announcer announcer) {
        this.torrents = new PublicationTorrents(folder, trackers, mirrors);
        this.engine = engine;
        this.announcer = announcer;
    }

    /**
     * Seeds what a publication has added, gives up what it has removed, and has the DHT point to its head.
     *
     * @param key signs the pointer
     */
    public void published(SigningKey key, PublishReport report) throws IOException {
        for (PublishedChunk chunk : report.published()) {
            Path file = torrents.folder().resolve("torrents").resolve(chunk.info().chunk() + ".torrent");
            engine.seed(torrents.seedChunk(Metainfo.read(file.toString(), Files.readAllBytes(file))));
        }
        report.pages().forEach(page -> engine.seed(torrents.page(page, Purpose.SEED)));
        report.stale().forEach(page -> engine.drop(torrents.page(page, Purpose.SEED).id()));
        announce(key, report.head());
    }

    private void announce(SigningKey key, SignedHead head) {
        TorrentRequest seed = torrents.seedHead(head);
        engine.seed(seed);
        if (!heads.contains(seed.id())) {
            heads.add(seed.id());
        }
        if (heads.size() > KEPT_HEADS) {
            engine.drop(heads.remove());
        }
        var pointer = new HeadPointer(seed.infohashV1().orElseThrow(), head.sha256(), Optional.empty());
        announcer.keep(MutableItem.sign(key, head.head().salt(), head.head().seq(), pointer.toValue()));
    }
}
