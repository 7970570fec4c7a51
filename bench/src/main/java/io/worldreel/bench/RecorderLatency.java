package io.worldreel.bench;

import com.sun.management.ThreadMXBean;
import io.worldreel.format.ComponentType;
import io.worldreel.format.Role;
import io.worldreel.format.message.EntityGroup;
import io.worldreel.recorder.ComponentHandle;
import io.worldreel.recorder.IngestConfig;
import io.worldreel.recorder.Recorder;
import io.worldreel.recorder.RecorderConfig;
import io.worldreel.recorder.RecorderHealth;
import io.worldreel.recorder.RecordingFrame;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/**
 * What a frame costs the game thread, at 60 Hz, while the writer stores, segments are sealed, and another thread keeps the disk
 * busy. Each tick first does a fixed piece of work that has nothing to do with recording: its outliers are the machine's own.
 *
 * <p>Arguments: folder on the disk to be measured, seconds, entities, {@code hog} or {@code quiet}.
 */
public final class RecorderLatency {
    private static final long TICK_NANOS = 1_000_000_000L / 60;
    private static final int WARM_UP_TICKS = Integer.getInteger("warm", 1800);
    private static final int HOG_BYTES = 1 << 20;
    private static final long HOG_FILE_BYTES = 1L << 30;

    private final int entities;
    private final float[] pos, rot, vel;
    private final Random random = new Random(1);

    private RecorderLatency(int entities) {
        this.entities = entities;
        pos = new float[3 * entities];
        rot = new float[4 * entities];
        vel = new float[3 * entities];
    }

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        int seconds = Integer.parseInt(args[1]);
        int entities = Integer.parseInt(args[2]);
        boolean hogs = args[3].equals("hog");
        Path archive = Files.createTempDirectory(folder, "archive");
        Thread hog = Thread.ofPlatform().daemon().name("disk-hog").unstarted(() -> hog(folder.resolve("hog")));
        if (hogs) {
            hog.start();
        }
        new RecorderLatency(entities).run(archive, 60 * seconds);
        System.exit(0);
    }

    private void run(Path archive, int ticks) {
        RecorderConfig config = RecorderConfig.of(archive, "bench")
                .withIngest(IngestConfig.DEFAULT.withSegmentTime(Duration.ofSeconds(10)));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] own = new long[ticks];
        long[] puts = new long[ticks];
        long[] closes = new long[ticks];
        long allocated = 0;
        try (Recorder recorder = Recorder.open(config)) {
            ComponentHandle position = recorder.component("position", ComponentType.VEC3F32, Role.POSITION);
            ComponentHandle rotation = recorder.component("rotation", ComponentType.QUAT, Role.ROTATION);
            ComponentHandle velocity = recorder.component("velocity", ComponentType.VEC3F32, Role.VELOCITY);
            EntityGroup group = recorder.group(LongStream.range(0, entities).toArray());
            long next = System.nanoTime();
            for (int tick = -WARM_UP_TICKS; tick < ticks; tick++) {
                long begin = System.nanoTime();
                move();
                long moved = System.nanoTime();
                long bytes = threads.getCurrentThreadAllocatedBytes();
                RecordingFrame frame = recorder.frame(tick, tick * TICK_NANOS);
                frame.put(group, position, pos);
                frame.put(group, rotation, rot);
                frame.put(group, velocity, vel);
                long put = System.nanoTime();
                frame.close();
                long closed = System.nanoTime();
                if (tick >= 0) {
                    allocated += threads.getCurrentThreadAllocatedBytes() - bytes;
                    own[tick] = moved - begin;
                    puts[tick] = put - moved;
                    closes[tick] = closed - put;
                }
                next += tick < 0 ? Integer.getInteger("wt", 1) == 0 ? 0 : TICK_NANOS / 4 : TICK_NANOS;
                if (tick < 0 && Integer.getInteger("wt", 1) == 0) {
                    next = System.nanoTime() + 300_000;
                }
                LockSupport.parkNanos(next - System.nanoTime());
            }
            RecorderHealth health = recorder.health();
            System.out.printf(Locale.ROOT,
                    "%d frames of %d entities, %d dropped, %d chunks, %.1f bytes allocated a frame%n",
                    ticks, entities, health.dropped(), health.chunks(), (double) allocated / ticks);
        }
        long[] whole = new long[ticks];
        Arrays.setAll(whole, tick -> puts[tick] + closes[tick]);
        print("own work", own);
        print("puts", puts);
        print("close", closes);
        print("frame", whole);
    }

    /** The game's own work: about as long as a frame takes to record. */
    private void move() {
        for (float[] c : new float[][]{ pos, rot, vel })
            for (int i = 0; i < c.length; i++) {
                c[i] += (random.nextInt() >> 24) * 0.001f;
            }
    }

    private static void print(String what, long[] nanos) {
        Arrays.sort(nanos);
        System.out.printf(Locale.ROOT, "%-9s us: p50 %.1f  p99 %.1f  p99.9 %.1f  max %.1f%n", what, at(nanos, 0.5),
                at(nanos, 0.99), at(nanos, 0.999), nanos[nanos.length - 1] / 1e3);
    }

    private static double at(long[] sorted, double share) {
        return sorted[(int) (share * (sorted.length - 1))] / 1e3;
    }

    /** Writes and syncs without end. */
    private static void hog(Path file) {
        ByteBuffer block = ByteBuffer.allocateDirect(HOG_BYTES);
        Random noise = new Random(2);
        while (block.remaining() >= Long.BYTES) {
            block.putLong(noise.nextLong());
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (long at = 0;; at = (at + HOG_BYTES) % HOG_FILE_BYTES) {
                channel.write(block.clear(), at);
                if (at % (64L * HOG_BYTES) == 0) {
                    channel.force(false);
                }
            }
        } catch (IOException failure) {
            System.err.println("the disk hog has stopped: " + failure);
        }
    }
}
