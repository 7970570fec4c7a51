package io.worldreel.bench;

import io.worldreel.fixtures.Archives;
import io.worldreel.fixtures.PhysicsWorld;
import io.worldreel.format.ByteString;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.key.SigningKey;
import io.worldreel.publisher.dht.MutableMagnet;
import io.worldreel.publisher.engine.EngineSettings;
import io.worldreel.publisher.engine.host.PlainPeer;
import io.worldreel.publisher.mirror.ArchivePublisher;
import io.worldreel.publisher.mirror.FolderStore;
import io.worldreel.publisher.mirror.MirrorPublisher;
import io.worldreel.publisher.mirror.PublicationConfig;
import io.worldreel.publisher.swarm.Announcer;
import io.worldreel.publisher.swarm.FollowConfig;
import io.worldreel.publisher.swarm.Follower;
import io.worldreel.publisher.swarm.Swarm;
import io.worldreel.publisher.swarm.SwarmEvent;
import io.worldreel.publisher.swarm.SwarmPublisher;
import io.worldreel.publisher.swarm.TorrentPublication;
import io.worldreel.recorder.IngestConfig;
import io.worldreel.replayer.ArchiveAddress;
import io.worldreel.replayer.Moment;
import io.worldreel.replayer.Replay;
import io.worldreel.replayer.StateFilter;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A publication on the loopback: how long it takes from a link to the first state, to a moment that is not there yet, to a copy of
 * everything (beside libtorrent4j alone with the same settings), from a sealed chunk to its publication and to a follower.
 *
 * <p>Arguments: a folder, of which the archive is kept and used again; its megabytes, about.
 */
public final class SwarmBench {
    private static final int BODIES = 200;
    private static final int BYTES_A_SAMPLE = 18;
    private static final int COLD_RUNS = 15;
    private static final int SEEKS = 40;
    private static final int TRANSFERS = 3;
    private static final int UPDATES = 20;
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final SigningKey KEY = SigningKey.ofSeed(new byte[32]);

    private final SplittableRandom random = new SplittableRandom(20261128);
    private final Path folder;
    private final Path archive;
    private final Swarm publishing;
    private final MutableMagnet magnet = MutableMagnet.of(KEY.publicKey(), ByteString.EMPTY);

    private SwarmBench(Path folder, Swarm publishing) {
        this.folder = folder;
        this.archive = folder.resolve("arena");
        this.publishing = publishing;
    }

    public static void main(String[] args) throws Exception {
        if (args.length != 2) {
            System.err.println("usage: SwarmBench FOLDER MEGABYTES");
            System.exit(2);
        }
        Path folder = Files.createDirectories(Path.of(args[0])).toRealPath();
        Path archive = folder.resolve("arena");
        if (!Files.exists(archive)) {
            int ticks = (int) (Long.parseLong(args[1]) * 1_000_000 / BODIES / BYTES_A_SAMPLE);
            Archives.write(archive, "arena", "eu-1", PhysicsWorld.of(7, BODIES, ticks, 60),
                    IngestConfig.DEFAULT.withSegmentTime(Duration.ofMinutes(5)));
        }
        Files.deleteIfExists(archive.resolve("head.json"));
        try (var swarm = open();
                var store = FolderStore.open(archive);
                var announcer = new Announcer(swarm.dht(), true, event -> {})) {
            var publisher = MirrorPublisher.open(new ArchiveLayout(archive), store, KEY, ByteString.EMPTY,
                    PublicationConfig.DEFAULT,
                    Clock.systemUTC());
            var live = new ArchivePublisher(new ArchiveLayout(archive), publisher);
            var seeding = new SwarmPublisher(archive, List.of(), List.of(), swarm.engine(), announcer);
            seeding.published(KEY, live.look(Progress.NONE).orElseThrow());
            var bench = new SwarmBench(folder, swarm);
            bench.cold(false);
            bench.cold(true);
            bench.seeks();
            bench.transfers();
            bench.updates(live, seeding);
        }
        System.exit(0);
    }

    private static Swarm open() throws IOException {
        return Swarm.open(new EngineSettings(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), List.of(),
                false, false), java.util.random.RandomGenerator.getDefault(), event -> System.err.println(event));
    }

    private InetSocketAddress home() throws Exception {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), publishing.engine().port().get());
    }

    /** From nothing but the link, an engine process of its own included. */
    private void cold(boolean told) throws Exception {
        double[] millis = new double[told ? COLD_RUNS : 3];
        for (int i = 0; i < millis.length; i++) {
            Path place = Files.createTempDirectory(folder, "cold");
            long start = System.nanoTime();
            try (var swarm = open()) {
                swarm.meet(List.of(home()));
                try (Replay replay = replay(swarm, place)) {
                    replay.at(somewhere(replay), StateFilter.ALL);
                    millis[i] = (System.nanoTime() - start) / 1e6;
                }
            }
        }
        if (told) {
            row("cold magnet to first state", millis);
        }
    }

    private Replay replay(Swarm swarm, Path place) throws IOException {
        return Replay.open(new ArchiveAddress.Published(new TorrentPublication(magnet, swarm, place, DEADLINE)));
    }

    private Moment somewhere(Replay replay) {
        ChunkInfo chunk = replay.chunks().get(random.nextInt(replay.chunks().size()));
        return Moment.tick(random.nextLong(chunk.firstTick(), chunk.lastTick() + 1));
    }

    /** At most one seek in two seconds, as people scrub; each to a moment that has not been asked for. */
    private void seeks() throws Exception {
        double[] millis = new double[SEEKS];
        try (var swarm = open()) {
            swarm.meet(List.of(home()));
            try (Replay replay = replay(swarm, Files.createTempDirectory(folder, "seeks"))) {
                for (ChunkInfo chunk : replay.chunks()) {
                    replay.at(Moment.tick(chunk.firstTick()), StateFilter.ALL); // its chunk is open
                }
                for (int i = 0; i < SEEKS; i++) {
                    Thread.sleep(500);
                    Moment moment = somewhere(replay);
                    long start = System.nanoTime();
                    replay.at(moment, StateFilter.ALL);
                    millis[i] = (System.nanoTime() - start) / 1e6;
                }
            }
        }
        row("warm seek to a moment not yet fetched", millis);
    }

    private void transfers() throws Exception {
        List<Path> torrents;
        long bytes = 0;
        try (Stream<Path> all = Files.list(archive.resolve("torrents"))) {
            torrents = all.sorted().toList();
        }
        for (Path torrent : torrents) {
            bytes += Files.size(archive.resolve("chunks")
                    .resolve(torrent.getFileName().toString().replace(".torrent", "")));
        }
        double[] ours = new double[TRANSFERS];
        double[] plain = new double[TRANSFERS];
        for (int i = 0; i < TRANSFERS; i++) {
            plain[i] = PlainPeer.transfer(torrents, archive.resolve("chunks"),
                    Files.createTempDirectory(folder, "plain"));
            ours[i] = follow(Files.createTempDirectory(folder, "copy"));
        }
        row("everything, by libtorrent4j alone", plain);
        row("everything, followed and checked", ours);
        Arrays.sort(ours);
        Arrays.sort(plain);
        print("%.1f MB: followed at %.1f MB/s, libtorrent4j alone %.1f MB/s: %.2f", bytes / 1e6,
                bytes / 1e3 / ours[TRANSFERS / 2], bytes / 1e3 / plain[TRANSFERS / 2],
                plain[TRANSFERS / 2] / ours[TRANSFERS / 2]);
    }

    /** From the first torrent asked for, as the other side is measured. */
    private double follow(Path copy) throws Exception {
        try (var swarm = open(); var announcer = new Announcer(swarm.dht(), false, event -> {})) {
            swarm.engine().port().get();
            swarm.meet(List.of(home()));
            long[] start = new long[1];
            try (var follower = Follower.open(magnet, copy, FollowConfig.ALL, swarm.engine(), swarm.dht(), announcer,
                    event -> start[0] = event instanceof SwarmEvent.Accepted ? System.nanoTime() : start[0])) {
                while (!follower.isCurrent()) {
                    if (start[0] == 0) {
                        follower.look();
                    }
                    follower.settle();
                    Thread.sleep(10);
                }
            }
            return (System.nanoTime() - start[0]) / 1e6;
        }
    }

    private void updates(ArchivePublisher live, SwarmPublisher seeding) throws Exception {
        double[] published = new double[UPDATES];
        double[] whole = new double[UPDATES];
        List<Long> heads = new ArrayList<>();
        try (var swarm = open(); var announcer = new Announcer(swarm.dht(), false, event -> {})) {
            swarm.engine().port().get(30, TimeUnit.SECONDS);
            swarm.meet(List.of(home()));
            try (var follower = Follower.open(magnet, Files.createTempDirectory(folder, "updates"), FollowConfig.ALL,
                    swarm.engine(), swarm.dht(), announcer, event -> {
                        if (event instanceof SwarmEvent.Accepted accepted) {
                            heads.add(accepted.head().seq());
                        }
                    })) {
                settle(follower);
                for (int i = 0; i < UPDATES; i++) {
                    Archives.write(archive, "arena", "late-" + System.nanoTime(), PhysicsWorld.of(i, 20, 600, 60),
                            IngestConfig.DEFAULT);
                    long sealed = System.nanoTime();
                    var report = live.look(Progress.NONE).orElseThrow();
                    seeding.published(KEY, report);
                    published[i] = (System.nanoTime() - sealed) / 1e6;
                    while (heads.isEmpty() || heads.getLast() < report.head().head().seq()) {
                        follower.look();
                    }
                    settle(follower);
                    whole[i] = (System.nanoTime() - sealed) / 1e6;
                }
            }
        }
        row("sealed to published and seeded (the verb looks four times a second)", published);
        row("sealed to whole at a follower that looks all the time", whole);
    }

    private static void settle(Follower follower) throws Exception {
        while (!follower.isCurrent()) {
            follower.look();
            follower.settle();
            Thread.sleep(10);
        }
    }

    private static void row(String what, double[] millis) {
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        print("| %s | %,.0f | %,.0f | %,.0f | %d |", what, sorted[sorted.length / 2], sorted[0],
                sorted[sorted.length - 1], sorted.length);
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
