package io.worldreel.publisher.share;

import io.worldreel.format.key.SigningKey;
import io.worldreel.publisher.engine.Engine;
import io.worldreel.publisher.engine.TorrentRequest;
import io.worldreel.publisher.engine.TorrentRequest.Purpose;
import io.worldreel.publisher.swarm.Announcer;
import io.worldreel.publisher.swarm.HeadSeeder;
import io.worldreel.publisher.swarm.PublicationTorrents;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Seeds the versions that are kept, and has the DHT point to the newest head. Confined to one thread. */
public final class ShareSeeder {
    /** Lists that whoever is on the way to an older head still finds. */
    private static final int KEPT_LISTS = 16;

    private final PublicationTorrents torrents;
    private final List<URI> trackers;
    private final Engine engine;
    private final HeadSeeder heads;
    private final Deque<String> lists = new ArrayDeque<>();

    /** @param state the publisher's folder */
    public ShareSeeder(Path state, List<URI> trackers, Engine engine, Announcer announcer) {
        this.torrents = new PublicationTorrents(state, trackers, List.of());
        this.trackers = List.copyOf(trackers);
        this.engine = engine;
        this.heads = new HeadSeeder(torrents, engine, announcer);
    }

    /**
     * Seeds what is kept, gives up what is not, and has the DHT point to the newest.
     *
     * @param key signs the pointer
     */
    public void published(SigningKey key, ShareReport report) {
        for (KeptVersion version : report.kept()) {
            engine.seed(files(version));
            engine.seed(torrents.linked(version.version().torrent(), Purpose.SEED));
        }
        var kept = report.kept().stream().map(version -> files(version).id()).toList();
        for (KeptVersion version : report.stale()) {
            if (!kept.contains(files(version).id())) { // it may have come again
                engine.drop(files(version).id());
            }
            engine.drop(torrents.linked(version.version().torrent(), Purpose.SEED).id());
        }
        var list = torrents.linked(report.head().head().catalog(), Purpose.SEED);
        engine.seed(list);
        if (!lists.contains(list.id())) {
            lists.add(list.id());
        }
        if (lists.size() > KEPT_LISTS) {
            engine.drop(lists.remove());
        }
        heads.announce(key, report.head(), report.newest().torrent().infohashV1());
    }

    private TorrentRequest files(KeptVersion version) {
        return TorrentRequest.of(version.torrent(), version.files(), Purpose.SEED).foundBy(List.of(), trackers);
    }
}
