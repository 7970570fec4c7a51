package io.worldreel.publisher.swarm;

import io.worldreel.format.key.SigningKey;
import io.worldreel.format.publication.PublishedChunk;
import io.worldreel.publisher.engine.Engine;
import io.worldreel.publisher.engine.TorrentRequest.Purpose;
import io.worldreel.publisher.mirror.PublishReport;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Seeds a publication's folder and has the DHT point to its head. Confined to one thread.
 */
public final class SwarmPublisher {
    private final PublicationTorrents torrents;
    private final Engine engine;
    private final HeadSeeder heads;

    public SwarmPublisher(Path folder, List<URI> trackers, List<URI> mirrors, Engine engine, Announcer announcer) {
        this.torrents = new PublicationTorrents(folder, trackers, mirrors);
        this.engine = engine;
        this.heads = new HeadSeeder(torrents, engine, announcer);
    }

    /**
     * Seeds what a publication has added, gives up what it has removed, and has the DHT point to its head.
     *
     * @param key signs the pointer
     */
    public void published(SigningKey key, PublishReport report) throws IOException {
        for (PublishedChunk chunk : report.published()) {
            torrents.seedChunk(chunk.info().chunk()).forEach(engine::seed);
        }
        for (PublishedChunk chunk : report.replaced()) {
            torrents.seedChunk(chunk.info().chunk()).forEach(seed -> engine.drop(seed.id()));
        }
        report.pages().forEach(page -> engine.seed(torrents.linked(page, Purpose.SEED)));
        report.stale().forEach(page -> engine.drop(torrents.linked(page, Purpose.SEED).id()));
        heads.announce(key, report.head(), Optional.empty());
    }
}
