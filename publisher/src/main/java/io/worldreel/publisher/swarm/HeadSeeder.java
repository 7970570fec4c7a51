package io.worldreel.publisher.swarm;

import io.worldreel.format.ByteString;
import io.worldreel.format.head.SignedHead;
import io.worldreel.format.key.SigningKey;
import io.worldreel.publisher.dht.HeadPointer;
import io.worldreel.publisher.dht.MutableItem;
import io.worldreel.publisher.engine.Engine;
import io.worldreel.publisher.engine.TorrentRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Seeds the heads of a publication, and has the DHT point to the newest. Confined to one thread. */
public final class HeadSeeder {
    /** Followers that are on their way to an older head still find it. */
    private static final int KEPT_HEADS = 16;

    private final PublicationTorrents torrents;
    private final Engine engine;
    private final Announcer announcer;
    private final Deque<String> heads = new ArrayDeque<>();

    public HeadSeeder(PublicationTorrents torrents, Engine engine, Announcer announcer) {
        this.torrents = torrents;
        this.engine = engine;
        this.announcer = announcer;
    }

    /**
     * From now on this head is the newest.
     *
     * @param key signs the pointer
     * @param files v1 infohash of shared files, for other clients of BEP 46
     */
    public void announce(SigningKey key, SignedHead head, Optional<ByteString> files) {
        TorrentRequest seed = torrents.seedHead(head);
        engine.seed(seed);
        if (!heads.contains(seed.id())) {
            heads.add(seed.id());
        }
        if (heads.size() > KEPT_HEADS) {
            engine.drop(heads.remove());
        }
        announcer.keep(item(key, head, files));
    }

    /** What the DHT is told of a head. */
    static MutableItem item(SigningKey key, SignedHead head, Optional<ByteString> files) {
        var pointer = new HeadPointer(PublicationTorrents.head(head).infohashV1().orElseThrow(), head.sha256(),
                Optional.empty(), files);
        return MutableItem.sign(key, head.head().salt(), head.head().seq(), pointer.toValue());
    }
}
