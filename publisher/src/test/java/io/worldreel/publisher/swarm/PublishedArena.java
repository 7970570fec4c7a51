package io.worldreel.publisher.swarm;

import io.worldreel.format.ByteString;
import io.worldreel.format.head.SignedHead;
import io.worldreel.format.key.SigningKey;
import io.worldreel.publisher.dht.MutableItem;
import io.worldreel.publisher.engine.EngineSettings;
import io.worldreel.publisher.mirror.ArchiveOfChunks;
import io.worldreel.publisher.mirror.FolderStore;
import io.worldreel.publisher.mirror.MirrorPublisher;
import io.worldreel.publisher.mirror.PublicationConfig;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A publication of noise among peers, with an engine of its own. */
final class PublishedArena implements AutoCloseable {
    static final SigningKey KEY = SigningKey.ofSeed(new byte[32]);
    static final ByteString SALT = ByteString.utf8("arena");

    private final ArchiveOfChunks archive;
    private final FolderStore store;
    private final MirrorPublisher publisher;
    private final Swarm swarm;
    private final Announcer announcer;
    private final SwarmPublisher seeding;
    private final List<SwarmEvent> events = new CopyOnWriteArrayList<>();
    private final List<MutableItem> items = new ArrayList<>();

    /** @param seed of its noise: publications of different seeds exclude each other */
    PublishedArena(Path folder, int seed, List<InetSocketAddress> nodes) throws IOException {
        archive = new ArchiveOfChunks(folder, seed);
        store = FolderStore.open(folder);
        publisher = MirrorPublisher.open(archive.layout(), store, KEY, SALT, PublicationConfig.DEFAULT,
                Clock.systemUTC());
        swarm = Swarm.open(loopback(nodes), new Random(seed), event -> {});
        announcer = new Announcer(swarm.dht(), true, events::add);
        seeding = new SwarmPublisher(folder, List.of(), List.of(), swarm.engine(), announcer);
    }

    static EngineSettings loopback(List<InetSocketAddress> nodes) {
        return new EngineSettings(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), nodes, false, false);
    }

    /** Seals one more chunk and publishes it; the head that names it. */
    SignedHead publishOneMore() throws IOException {
        archive.seal(1, 40_000);
        var report = publisher.publish(archive.chunks(), Progress.NONE).orElseThrow();
        seeding.published(KEY, report);
        items.add(HeadSeeder.item(KEY, report.head(), Optional.empty()));
        return report.head();
    }

    /** What the DHT was told of a head. */
    MutableItem item(int seq) {
        return items.get(seq - 1);
    }

    List<SwarmEvent> events() {
        return events;
    }

    InetSocketAddress address() throws Exception {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), swarm.engine().port().get(30, TimeUnit.SECONDS));
    }

    @Override
    public void close() throws IOException {
        announcer.close();
        swarm.close();
        store.close();
    }
}
