package io.worldreel.cli.bench;

import com.sun.management.ThreadMXBean;
import io.worldreel.format.ComponentType;
import io.worldreel.format.Role;
import io.worldreel.format.message.EntityGroup;
import io.worldreel.recorder.ComponentHandle;
import io.worldreel.recorder.IngestConfig;
import io.worldreel.recorder.Overload;
import io.worldreel.recorder.Recorder;
import io.worldreel.recorder.RecorderConfig;
import io.worldreel.recorder.RecordingFrame;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/**
 * How many samples of 13 floats and a bool one core takes from the journal into sealed chunks: the samples divided by the CPU time
 * of the thread that does it, whatever else the machine is doing. The sender is slowed down to the writer's pace, so that the
 * heap's use is that of a steady state. Values walk in steps of 1/1024, or accelerate at random and use all bits of a float.
 */
public final class IngestSpeed {
    private static final String WRITER = "worldreel-archive-writer";
    private static final long TICK_NANOS = 1_000_000_000L / 128;
    private static final long SEGMENT_BYTES = 64L << 20;
    /** So far may the writer fall behind. */
    private static final int LAG_TICKS = 512;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Random random = new Random(1);
    private final boolean fullMantissa;
    private long writer = -1;
    private long cpuNanos;

    private IngestSpeed(boolean fullMantissa) {
        this.fullMantissa = fullMantissa;
    }

    /**
     * @param cpuSeconds of the writer's thread
     * @param peakHeapBytes the sum of the peaks of the heap's pools, garbage included
     * @param chunkBytes what the samples take in the archive
     */
    public record Result(int entities, int ticks, long samples, double wallSeconds, double cpuSeconds,
            long peakHeapBytes, long maxHeapBytes, long chunkBytes) {
        public double samplesPerCpuSecond() {
            return samples / cpuSeconds;
        }
    }

    /**
     * @param folder an empty folder; what is recorded stays in it
     * @param fullMantissa whether values are such as physics in floats makes, and lie on no grid
     */
    public static Result measure(Path folder, int entities, int ticks, boolean fullMantissa, Progress progress)
            throws IOException {
        return new IngestSpeed(fullMantissa).run(folder, entities, ticks, progress);
    }

    private Result run(Path folder, int entities, int ticks, Progress progress) throws IOException {
        Path archive = folder.resolve("archive");
        RecorderConfig config = RecorderConfig.of(archive, "bench").withOverload(Overload.WAIT)
                .withIngest(IngestConfig.DEFAULT.withSegmentBytes(SEGMENT_BYTES));
        long begin = System.nanoTime();
        try (Recorder recorder = Recorder.open(config)) {
            record(recorder, entities, ticks, progress);
            // The rest is stored when the recorder closes, where its thread's time can be seen no more.
            while (recorder.health().stored() < ticks - LAG_TICKS / 2) {
                look();
                LockSupport.parkNanos(1_000_000);
            }
            look();
        }
        long heap = ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage).mapToLong(usage -> usage.getUsed()).sum();
        return new Result(entities, ticks, (long) entities * ticks, (System.nanoTime() - begin) / 1e9, cpuNanos / 1e9,
                heap, Runtime.getRuntime().maxMemory(), size(archive.resolve("chunks")));
    }

    private void record(Recorder recorder, int entities, int ticks, Progress progress) {
        float[][] columns = { new float[3 * entities], new float[4 * entities], new float[3 * entities],
                new float[3 * entities] };
        float[][] speeds = Arrays.stream(columns).map(float[]::clone).toArray(float[][]::new);
        ComponentHandle[] components = { recorder.component("position", ComponentType.VEC3F32, Role.POSITION),
                recorder.component("rotation", ComponentType.QUAT, Role.ROTATION),
                recorder.component("velocity", ComponentType.VEC3F32, Role.VELOCITY),
                recorder.component("spin", ComponentType.VEC3F32, Role.ANGULAR_VELOCITY) };
        ComponentHandle grounded = recorder.component("grounded", ComponentType.BOOL, Role.NONE);
        long[] bits = new long[entities];
        EntityGroup group = recorder.group(LongStream.range(0, entities).toArray());
        for (int tick = 0; tick < ticks; tick++) {
            try (RecordingFrame frame = recorder.frame(tick, tick * TICK_NANOS)) {
                for (int i = 0; i < columns.length; i++) {
                    if (fullMantissa) {
                        accelerate(columns[i], speeds[i]);
                    } else {
                        walk(columns[i]);
                    }
                    frame.put(group, components[i], columns[i]);
                }
                bits[random.nextInt(entities)] ^= 1;
                frame.put(group, grounded, bits);
            }
            progress.at(tick, ticks);
            look();
            while (recorder.health().frames() - recorder.health().stored() > LAG_TICKS) {
                look();
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private void walk(float[] column) {
        for (int i = 0; i < column.length; i++) {
            column[i] += (random.nextInt() >> 28) * (1f / 1024);
        }
    }

    private void accelerate(float[] column, float[] speeds) {
        for (int i = 0; i < column.length; i++) {
            speeds[i] += (random.nextFloat() - 0.5f) * 0.3f;
            column[i] += speeds[i] / 128;
        }
    }

    /** Notes the CPU time of the recorder's writer thread, as long as there is one. */
    private void look() {
        if (writer < 0) {
            writer = Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals(WRITER))
                    .mapToLong(Thread::threadId).findFirst().orElse(-1);
        }
        cpuNanos = Math.max(cpuNanos, writer < 0 ? 0 : threads.getThreadCpuTime(writer));
    }

    private static long size(Path folder) throws IOException {
        long bytes = 0;
        try (var files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }
}
