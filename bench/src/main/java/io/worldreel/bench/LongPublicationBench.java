package io.worldreel.bench;

import io.worldreel.format.ByteString;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Catalog;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.key.SigningKey;
import io.worldreel.publisher.engine.EngineSettings;
import io.worldreel.publisher.mirror.ArchivePublisher;
import io.worldreel.publisher.mirror.FolderStore;
import io.worldreel.publisher.mirror.MirrorPublisher;
import io.worldreel.publisher.mirror.PublicationConfig;
import io.worldreel.publisher.swarm.Announcer;
import io.worldreel.publisher.swarm.Swarm;
import io.worldreel.publisher.swarm.SwarmPublisher;
import io.worldreel.publisher.torrent.FileHashes;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What publishing one more small chunk to peers costs when there are ten and when there are ten thousand, and what starting does: processor time of
 * the publishing thread, and of the engine's process while nothing happens.
 */
public final class LongPublicationBench {
    private static final int CHUNK_BYTES = 4000;
    private static final int ROUNDS = 30;
    private static final int IDLE_SECONDS = 10;
    private static final SigningKey KEY = SigningKey.ofSeed(new byte[32]);

    private final ArchiveLayout layout;
    private final SplittableRandom random = new SplittableRandom(20261128);
    private int count;

    private LongPublicationBench(Path archive) {
        layout = new ArchiveLayout(archive);
    }

    public static void main(String[] args) throws Exception {
        if (args.length != 1) {
            System.err.println("usage: LongPublicationBench FOLDER");
            System.exit(2);
        }
        Path folder = Files.createDirectories(Path.of(args[0])).toRealPath();
        new LongPublicationBench(folder.resolve("warm")).run(200);
        System.out.println("warm; now");
        new LongPublicationBench(folder.resolve("arena")).run(10 + ROUNDS, 10_000);
        System.exit(0);
    }

    private void run(int... sizes) throws Exception {
        Catalog.open(layout).close();
        var settings = new EngineSettings(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), List.of(), false,
                false);
        try (var swarm = Swarm.open(settings, random, event -> {});
                var store = FolderStore.open(layout.root());
                var announcer = new Announcer(swarm.dht(), true, event -> {})) {
            var live = open(store);
            var seeding = new SwarmPublisher(layout.root(), List.of(), List.of(), swarm.engine(), announcer);
            for (int chunks : sizes) {
                seal(chunks - count - ROUNDS);
                seeding.published(KEY, live.look(Progress.NONE).orElseThrow());
                double[] millis = new double[ROUNDS];
                for (int round = 0; round < ROUNDS; round++) {
                    seal(1);
                    long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                    seeding.published(KEY, live.look(Progress.NONE).orElseThrow());
                    millis[round] = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before) / 1e6;
                }
                Arrays.sort(millis);
                System.out.printf("chunks %,d: one more takes %.2f ms of the processor at the median, %.2f at the 9th"
                        + " tenth%n", chunks, millis[ROUNDS / 2], millis[ROUNDS * 9 / 10]);
                start(store, chunks, "with the word of the one before");
                Files.delete(layout.root().resolve("reached.json"));
                start(store, chunks, "without");
                live = open(store);
                swarm.engine().port().get();
                Thread.sleep(5000);
                Duration engine = cpu(swarm);
                Thread.sleep(IDLE_SECONDS * 1000);
                System.out.printf("the engine takes %.1f ms a second meanwhile%n",
                        (cpu(swarm).toNanos() - engine.toNanos()) / 1e6 / IDLE_SECONDS);
            }
        }
    }

    private ArchivePublisher open(FolderStore store) throws IOException {
        return new ArchivePublisher(layout, MirrorPublisher.open(layout, store, KEY, ByteString.EMPTY,
                PublicationConfig.DEFAULT, Clock.systemUTC()));
    }

    /** What it takes to start, and to publish one more chunk. */
    private void start(FolderStore store, int chunks, String how) throws IOException {
        seal(1);
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        int published = open(store).look(Progress.NONE).orElseThrow().published().size();
        System.out.printf("chunks %,d: starting and %d more takes %.2f ms of the processor %s%n", chunks, published,
                (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before) / 1e6, how);
    }

    private static Duration cpu(Swarm swarm) {
        return ProcessHandle.of(swarm.engine().pid()).flatMap(each -> each.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }

    private void seal(int chunks) throws IOException {
        List<ChunkInfo> sealed = new ArrayList<>();
        for (int i = 0; i < chunks; i++, count++) {
            byte[] bytes = new byte[CHUNK_BYTES];
            random.nextBytes(bytes);
            String sha256 = FileHashes.of(bytes, 1 << 18).sha256().hex();
            String name = "20261120T180000%03dZ_eu-1_%s.sqlite.zst".formatted(count % 1000, sha256.substring(0, 16));
            Files.write(layout.chunk(name), bytes);
            sealed.add(new ChunkInfo(name, "arena", "eu-1", count, count, count * 1000L, count * 1000L + 999,
                    CHUNK_BYTES, 3 * CHUNK_BYTES, 5000, 1200, 0, 0, sha256));
        }
        try (var catalog = Catalog.open(layout)) {
            catalog.add(sealed);
        }
    }
}
