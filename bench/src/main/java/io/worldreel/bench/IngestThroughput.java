package io.worldreel.bench;

import com.sun.management.ThreadMXBean;
import io.worldreel.format.ComponentType;
import io.worldreel.format.Role;
import io.worldreel.recorder.ComponentHandle;
import io.worldreel.recorder.IngestConfig;
import io.worldreel.recorder.Overload;
import io.worldreel.recorder.Recorder;
import io.worldreel.recorder.RecorderConfig;
import io.worldreel.recorder.RecordingFrame;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/**
 * How many samples of 13 floats one core takes from the journal into sealed chunks: the samples divided by the CPU time of the
 * thread that does it, whatever else the machine is doing. Run it with the heap that is to be proved enough.
 *
 * <p>Arguments: folder, ticks, entities.
 */
public final class IngestThroughput {
    private IngestThroughput() {}

    public static void main(String[] args) throws IOException {
        Path archive = Files.createTempDirectory(Path.of(args[0]), "archive");
        int ticks = Integer.parseInt(args[1]);
        int entities = Integer.parseInt(args[2]);
        RecorderConfig config = RecorderConfig.of(archive, "bench").withOverload(Overload.WAIT)
                .withIngest(IngestConfig.DEFAULT.withSegmentBytes(64L << 20)
                        .withPack(io.worldreel.zstdvfs.PackConfig.DEFAULT.withLevel(Integer.getInteger("level", 3))));
        float[] state = new float[13 * entities];
        Random random = new Random(1);
        Writer writer = new Writer();
        long begin = System.nanoTime();
        try (Recorder recorder = Recorder.open(config)) {
            ComponentHandle position = recorder.component("position", ComponentType.VEC3F32, Role.POSITION);
            ComponentHandle rotation = recorder.component("rotation", ComponentType.QUAT, Role.ROTATION);
            ComponentHandle velocity = recorder.component("velocity", ComponentType.VEC3F32, Role.VELOCITY);
            ComponentHandle spin = recorder.component("spin", ComponentType.VEC3F32, Role.ANGULAR_VELOCITY);
            for (int tick = 0; tick < ticks; tick++) {
                for (int i = 0; i < state.length; i++) {
                    // Steps on a grid of 1/1024, so that second differences are small but not nothing.
                    state[i] += (random.nextInt() >> 28) * (1f / 1024);
                }
                try (RecordingFrame frame = recorder.frame(tick, tick * 7_812_500L)) {
                    for (int entity = 0, at = 0; entity < entities; entity++, at += 13) {
                        frame.put(entity, position, state[at], state[at + 1], state[at + 2]);
                        frame.put(entity, rotation, state[at + 3], state[at + 4], state[at + 5], state[at + 6]);
                        frame.put(entity, velocity, state[at + 7], state[at + 8], state[at + 9]);
                        frame.put(entity, spin, state[at + 10], state[at + 11], state[at + 12]);
                    }
                }
                writer.look();
            }
            while (recorder.health().stored() < ticks - 128L) {
                writer.look();
                Thread.onSpinWait();
            }
            writer.look();
        }
        double samples = (double) ticks * entities;
        System.out.printf(Locale.ROOT,
                "%.0f samples in %.1f s, writer %.2f s CPU: %.2f M samples a second of one core%n",
                samples, (System.nanoTime() - begin) / 1e9, writer.cpuNanos / 1e9, samples * 1e3 / writer.cpuNanos);
        long heap = ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage).mapToLong(usage -> usage.getUsed()).sum();
        System.out.printf(Locale.ROOT, "peak heap at most %d MB of %d MB%n", heap >> 20,
                Runtime.getRuntime().maxMemory() >> 20);
    }

    /** The CPU time of the recorder's writer thread, as long as there is one. */
    private static final class Writer {
        private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        private long id = -1;
        private long cpuNanos;

        void look() {
            if (id < 0) {
                for (Thread thread : Thread.getAllStackTraces().keySet()) {
                    if (thread.getName().equals("worldreel-archive-writer")) {
                        id = thread.threadId();
                    }
                }
            }
            cpuNanos = Math.max(cpuNanos, threads.getThreadCpuTime(id));
        }
    }
}
