package io.worldreel.bench;

import io.worldreel.fixtures.Archives;
import io.worldreel.fixtures.Nginx;
import io.worldreel.fixtures.PhysicsWorld;
import io.worldreel.format.EntityId;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.recorder.IngestConfig;
import io.worldreel.replayer.ArchiveAddress;
import io.worldreel.replayer.ChunkFiles;
import io.worldreel.replayer.FrameCursor;
import io.worldreel.replayer.Moment;
import io.worldreel.replayer.Replay;
import io.worldreel.replayer.ReplayConfig;
import io.worldreel.replayer.StateFilter;
import io.worldreel.zstdvfs.ByteSource;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * An archive on Debian's nginx, read through a proxy that adds 50 ms of latency and leaves 100 Mbit/s: requests, bytes and time of
 * the catalog, of moments in chunks that are not open and in those that are, and of playing on.
 *
 * <p>Arguments: a folder for the archive, which is kept and used again; bodies, ticks, seconds of a chunk. Needs {@code nginx}.
 */
public final class RemoteReplayBench {
    private static final int LATENCY_MILLIS = 50;
    private static final int MEGABITS = 100;
    private static final int ROUNDS = 15;
    private static final long SEED = 20260101;

    private final ArchiveAddress address;
    private final VfsSlowLink link;
    private final int ticks;
    private final SplittableRandom random = new SplittableRandom(SEED);

    private RemoteReplayBench(ArchiveAddress address, VfsSlowLink link, int ticks) {
        this.address = address;
        this.link = link;
        this.ticks = ticks;
    }

    public static void main(String[] args) throws Exception {
        if (args.length != 4) {
            System.err.println("usage: RemoteReplayBench FOLDER BODIES TICKS SECONDS_A_CHUNK");
            System.exit(2);
        }
        Path folder = Path.of(args[0]).toAbsolutePath();
        int bodies = Integer.parseInt(args[1]);
        int ticks = Integer.parseInt(args[2]);
        if (!Files.exists(folder)) {
            Archives.write(folder, "bench", "physics", PhysicsWorld.of(SEED, bodies, ticks, 60),
                    IngestConfig.DEFAULT.withSegmentTime(Duration.ofSeconds(Long.parseLong(args[3]))));
        }
        Path home = Files.createTempDirectory("bench-nginx");
        try (var nginx = new Nginx(home, folder); var link = new VfsSlowLink(nginx.port(), LATENCY_MILLIS, MEGABITS)) {
            var address = ArchiveAddress.of(URI.create("http://localhost:" + link.port() + "/"));
            new RemoteReplayBench(address, link, ticks).run(bodies);
        }
    }

    private void run(int bodies) throws InterruptedException {
        moments(StateFilter.ALL, false); // classes are loaded, connections are open
        long start = System.nanoTime();
        long before = link.bytes();
        try (Replay replay = Replay.open(address)) {
            List<ChunkInfo> chunks = replay.chunks();
            print("%d bodies, %d ticks: %d chunks, %.1f MB; catalog: %.1f KB, %.0f ms", bodies, ticks, chunks.size(),
                    chunks.stream().mapToLong(ChunkInfo::bytes).sum() / 1e6, (link.bytes() - before) / 1e3,
                    (System.nanoTime() - start) / 1e6);
        }
        print("| case | requests | KB | ms at the median | ms at most |");
        print("|---|---|---|---|---|");
        moments(StateFilter.ALL, true);
        moments(StateFilter.ALL.withEntity(EntityId.of(bodies / 2)).withComponent("position"), true);
        play();
    }

    /** Each first moment in a replay whose catalog is known and which has no chunk open, and a second one in the same chunk. */
    private void moments(StateFilter filter, boolean told) throws InterruptedException {
        double[][] first = new double[3][ROUNDS];
        double[][] second = new double[3][ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            List<ByteSource> sources = new ArrayList<>();
            try (Replay replay = Replay.open(address, ReplayConfig.FAR, counting(sources))) {
                ChunkInfo chunk = replay.chunks().get(random.nextInt(replay.chunks().size()));
                measure(replay, sources, chunk, filter, first, i);
                Thread.sleep(100);
                measure(replay, sources, chunk, filter, second, i);
            }
        }
        if (told) {
            String what = filter.entity().isPresent() ? "one component of one entity" : "the whole state";
            row(what + " at a random moment, catalog known", first);
            row("the same, chunk open", second);
        }
    }

    private void measure(Replay replay, List<ByteSource> sources, ChunkInfo chunk, StateFilter filter,
            double[][] into, int round) {
        long requests = requests(sources);
        long bytes = link.bytes();
        long start = System.nanoTime();
        replay.at(Moment.tick(random.nextLong(chunk.firstTick(), chunk.lastTick() + 1)), filter);
        into[2][round] = (System.nanoTime() - start) / 1e6;
        into[0][round] = requests(sources) - requests;
        into[1][round] = (link.bytes() - bytes) / 1e3;
    }

    private static long requests(List<ByteSource> sources) {
        return sources.stream().mapToLong(source -> source.stats().requests()).sum();
    }

    private ChunkFiles counting(List<ByteSource> sources) {
        ChunkFiles files = ChunkFiles.at(address);
        return chunk -> {
            ByteSource source = files.open(chunk);
            sources.add(source);
            return source;
        };
    }

    private void play() {
        int count = Math.min(ticks, 128 * 40);
        long start = System.nanoTime();
        long bytes = link.bytes();
        try (Replay replay = Replay.open(address);
                FrameCursor frames = replay.frames(Moment.START, Moment.tick(count - 1))) {
            while (frames.hasNext()) {
                frames.next();
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        print("%d frames from the start: %.2f s, %.0f frames a second, %.0f %% of the line", count, seconds,
                count / seconds, (link.bytes() - bytes) * 8 / 1e4 / seconds / MEGABITS);
    }

    private static void row(String what, double[][] measured) {
        for (double[] values : measured) {
            Arrays.sort(values);
        }
        print("| %s | %.0f (at most %.0f) | %.0f | %.0f | %.0f |", what, measured[0][ROUNDS / 2],
                measured[0][ROUNDS - 1], measured[1][ROUNDS / 2], measured[2][ROUNDS / 2], measured[2][ROUNDS - 1]);
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
