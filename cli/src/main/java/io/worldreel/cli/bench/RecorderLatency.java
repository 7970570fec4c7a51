package io.worldreel.cli.bench;

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
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/**
 * What a frame costs the game thread at 60 Hz, while the writer stores, segments are sealed every ten seconds, and another thread
 * keeps the disk busy. A frame says ten floats of every entity (position, rotation, velocity: 40 bytes), put as columns. The cost
 * is the time from before {@code recorder.frame(...)} until {@code close()} has returned. Each tick first moves the entities: work
 * that has nothing to do with recording, whose outliers are the machine's own.
 */
public final class RecorderLatency {
    private static final int TICKS_A_SECOND = 60;
    private static final long TICK_NANOS = 1_000_000_000L / TICKS_A_SECOND;
    private static final int WARM_UP_TICKS = 5_000;
    private static final long WARM_UP_TICK_NANOS = 2_000_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Random random = new Random(1);
    private final long[] entities;
    private final float[] positions;
    private final float[] rotations;
    private final float[] velocities;
    private final int ticks;
    private final long[] work;
    private final long[] puts;
    private final long[] closes;
    private long allocated;

    private RecorderLatency(int entities, int seconds) {
        this.entities = LongStream.range(0, entities).toArray();
        positions = new float[3 * entities];
        rotations = new float[4 * entities];
        velocities = new float[3 * entities];
        ticks = Math.multiplyExact(seconds, TICKS_A_SECOND);
        work = new long[ticks];
        puts = new long[ticks];
        closes = new long[ticks];
    }

    /**
     * @param frame the whole cost
     * @param put the part before {@code close()}
     * @param close the rest
     * @param work what the tick does besides
     * @param allocatedPerFrame bytes of heap
     */
    public record Result(int entities, int frames, long dropped, long chunks, double allocatedPerFrame,
            Distribution frame, Distribution put, Distribution close, Distribution work) {}

    /** What a frame says of whom. */
    private record Components(EntityGroup group, ComponentHandle position, ComponentHandle rotation,
            ComponentHandle velocity) {}

    /**
     * @param folder an empty folder on the disk to be measured; what is recorded stays in it
     * @param hog whether to keep that disk busy
     */
    public static Result measure(Path folder, int entities, int seconds, boolean hog, Progress progress)
            throws IOException {
        RecorderLatency latency = new RecorderLatency(entities, seconds);
        if (!hog) {
            return latency.run(folder, progress);
        }
        DiskHog beside = new DiskHog(folder);
        try (beside) {
            return latency.run(folder, progress);
        }
    }

    private Result run(Path folder, Progress progress) {
        RecorderConfig config = RecorderConfig.of(folder.resolve("archive"), "bench")
                .withIngest(IngestConfig.DEFAULT.withSegmentTime(Duration.ofSeconds(10)));
        RecorderHealth health;
        try (Recorder recorder = Recorder.open(config)) {
            record(recorder, progress);
            health = recorder.health();
        }
        long[] frames = new long[ticks];
        Arrays.setAll(frames, tick -> puts[tick] + closes[tick]);
        return new Result(entities.length, ticks, health.dropped(), health.chunks(), (double) allocated / ticks,
                Distribution.of(frames), Distribution.of(puts), Distribution.of(closes), Distribution.of(work));
    }

    private void record(Recorder recorder, Progress progress) {
        var components = new Components(recorder.group(entities),
                recorder.component("position", ComponentType.VEC3F32, Role.POSITION),
                recorder.component("rotation", ComponentType.QUAT, Role.ROTATION),
                recorder.component("velocity", ComponentType.VEC3F32, Role.VELOCITY));
        long next = System.nanoTime();
        for (int tick = -WARM_UP_TICKS; tick < ticks; tick++) {
            tick(recorder, components, tick);
            if (tick % TICKS_A_SECOND == 0) {
                progress.at(tick + WARM_UP_TICKS, ticks + WARM_UP_TICKS);
            }
            next = tick < 0 ? System.nanoTime() + WARM_UP_TICK_NANOS : next + TICK_NANOS;
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    /** A method of its own, as a game's tick is: the JVM compiles it, whereas a loop that is entered once stays interpreted for an hour. */
    private void tick(Recorder recorder, Components components, int tick) {
        long begin = System.nanoTime();
        move(positions);
        move(rotations);
        move(velocities);
        long before = threads.getCurrentThreadAllocatedBytes();
        long moved = System.nanoTime();
        RecordingFrame frame = recorder.frame(tick, tick * TICK_NANOS);
        frame.put(components.group, components.position, positions);
        frame.put(components.group, components.rotation, rotations);
        frame.put(components.group, components.velocity, velocities);
        long put = System.nanoTime();
        frame.close();
        long closed = System.nanoTime();
        if (tick >= 0) {
            allocated += threads.getCurrentThreadAllocatedBytes() - before;
            work[tick] = moved - begin;
            puts[tick] = put - moved;
            closes[tick] = closed - put;
        }
    }

    private void move(float[] column) {
        for (int i = 0; i < column.length; i++) {
            column[i] += (random.nextInt() >> 24) * 0.001f;
        }
    }
}
