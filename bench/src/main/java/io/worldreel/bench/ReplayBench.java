package io.worldreel.bench;

import io.worldreel.fixtures.Archives;
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
import io.worldreel.zstdvfs.ByteSource;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Seeks in an hour of 200 bodies, or of as many as are said, at 60 Hz: what share of the archive's bytes one state takes to read, and how long a warm process
 * takes for it (CPU time tells more than the clock on a busy machine); then frames, tracks. Arguments: a folder for the archive, which is kept and used again, and optionally the number
 * of bodies, and that of ticks instead of an hour's.
 */
public final class ReplayBench {
    private static final int RATE = 60;
    private static final int HOUR = 3600 * RATE;
    private static final long SEED = 20260101;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Path folder;
    private final int bodies;
    private final int ticks;
    private final SplittableRandom random = new SplittableRandom(SEED);

    private ReplayBench(Path folder, int bodies, int ticks) {
        this.folder = folder;
        this.bodies = bodies;
        this.ticks = ticks;
    }

    public static void main(String[] args) {
        if (args.length < 1) {
            System.err.println("usage: ReplayBench FOLDER [BODIES [TICKS]]");
            System.exit(2);
        }
        int bodies = args.length > 1 ? Integer.parseInt(args[1]) : 200;
        new ReplayBench(Path.of(args[0]), bodies, args.length > 2 ? Integer.parseInt(args[2]) : HOUR).run();
    }

    private void run() {
        if (!Files.exists(folder)) {
            long start = System.nanoTime();
            Archives.write(folder, "bench", "physics", PhysicsWorld.of(SEED, bodies, ticks, RATE),
                    IngestConfig.DEFAULT);
            print("generated and sealed in %.1f s", (System.nanoTime() - start) / 1e9);
        }
        long bytes;
        try (Replay replay = Replay.open(folder)) {
            List<ChunkInfo> chunks = replay.chunks();
            bytes = chunks.stream().mapToLong(ChunkInfo::bytes).sum();
            long samples = chunks.stream().mapToLong(ChunkInfo::samples).sum();
            print("%d chunks, %.1f MB, %d samples, %.2f bytes a sample", chunks.size(), bytes / 1e6, samples,
                    (double) bytes / samples);
        }
        coldReads(bytes);
        warmStates("state at a random tick", ReplayConfig.DEFAULT, 1);
        warmStates("state at a window's first tick", ReplayConfig.DEFAULT, 128);
        steps();
        frames();
        track();
    }

    private Moment randomTick(int step) {
        return Moment.tick((long) random.nextInt(ticks / step) * step);
    }

    /** Every state in a replay of its own, whose caches are empty. */
    private void coldReads(long archiveBytes) {
        double[] shares = new double[50];
        double[] requests = new double[shares.length];
        for (int i = 0; i < shares.length; i++) {
            List<ByteSource> sources = new ArrayList<>();
            try (Replay replay = Replay.open(ArchiveAddress.of(folder), ReplayConfig.DEFAULT, counting(sources))) {
                replay.at(randomTick(1));
                shares[i] = 100.0 * sources.stream().mapToLong(source -> source.stats().bytes()).sum() / archiveBytes;
                requests[i] = sources.stream().mapToLong(source -> source.stats().requests()).sum();
            }
        }
        print("one cold state reads %.3f %% of the archive's bytes at the median, %.3f %% at most; %.0f requests at the median",
                percentile(shares, 50), percentile(shares, 100), percentile(requests, 50));
    }

    private ChunkFiles counting(List<ByteSource> sources) {
        ChunkFiles files = ChunkFiles.at(ArchiveAddress.of(folder));
        return chunk -> {
            ByteSource source = files.open(chunk);
            sources.add(source);
            return source;
        };
    }

    private void warmStates(String what, ReplayConfig config, int step) {
        try (Replay replay = Replay.open(folder, config)) {
            for (int i = 0; i < 500; i++) {
                replay.at(randomTick(step));
            }
            double[] wall = new double[1000];
            double[] cpu = new double[wall.length];
            for (int i = 0; i < wall.length; i++) {
                Moment moment = randomTick(step);
                long cpuStart = THREADS.getCurrentThreadCpuTime();
                long start = System.nanoTime();
                replay.at(moment);
                wall[i] = (System.nanoTime() - start) / 1e6;
                cpu[i] = (THREADS.getCurrentThreadCpuTime() - cpuStart) / 1e6;
            }
            print("%s: median %.2f ms, p99 %.2f ms; of the thread's CPU time: median %.2f ms, p99 %.2f ms", what,
                    percentile(wall, 50), percentile(wall, 99), percentile(cpu, 50), percentile(cpu, 99));
        }
    }

    /** States tick by tick, within windows that are decoded once. */
    private void steps() {
        try (Replay replay = Replay.open(folder)) {
            for (int direction = 1; direction >= -1; direction -= 2) {
                for (int round = 0; round < 2; round++) {
                    double[] wall = new double[1024];
                    long first = (long) random.nextInt(ticks / 128 - 10) * 128 + 127;
                    replay.at(Moment.tick(first));
                    for (int i = 0; i < wall.length; i++) {
                        long tick = direction > 0 ? first + i : first + wall.length - i;
                        long start = System.nanoTime();
                        replay.at(Moment.tick(tick));
                        wall[i] = (System.nanoTime() - start) / 1e6;
                    }
                    print("state a tick %s: median %.3f ms, p99 %.2f ms, mean %.3f ms", direction > 0 ? "on" : "back",
                            percentile(wall, 50), percentile(wall, 99), Arrays.stream(wall).average().orElse(0));
                }
            }
        }
    }

    private void frames() {
        int count = Math.min(ticks, 128 * 60);
        try (Replay replay = Replay.open(folder);
                FrameCursor frames = replay.frames(Moment.START, Moment.tick(count - 1))) {
            for (int round = 0; round < 2; round++) {
                long start = System.nanoTime();
                while (frames.hasNext()) {
                    frames.next();
                }
                long turn = System.nanoTime();
                while (frames.hasPrevious()) {
                    frames.previous();
                }
                print("round %d: %.0f frames a second forwards, %.0f backwards", round, count / ((turn - start) / 1e9),
                        count / ((System.nanoTime() - turn) / 1e9));
            }
        }
    }

    private void track() {
        try (Replay replay = Replay.open(folder)) {
            long start = System.nanoTime();
            long samples = 0;
            for (var sample : replay.track(EntityId.of(bodies / 2), "position", Moment.START, Moment.END)) {
                samples += sample.tick() >= 0 ? 1 : 0;
            }
            print("track of one body's position: %d samples in %.2f s", samples, (System.nanoTime() - start) / 1e9);
        }
    }

    private static double percentile(double[] values, int percent) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
