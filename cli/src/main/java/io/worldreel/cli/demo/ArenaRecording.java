package io.worldreel.cli.demo;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.EntityId;
import io.worldreel.format.Role;
import io.worldreel.recorder.ComponentHandle;
import io.worldreel.recorder.Recorder;
import io.worldreel.recorder.RecordingFrame;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import net.minestom.server.coordinate.Pos;
import net.minestom.server.coordinate.Vec;
import org.jspecify.annotations.Nullable;

/**
 * Records an arena through the Java API, on the thread that runs its ticks. Remembers one frame, so that an answer can be held
 * against what the server itself knew.
 */
public final class ArenaRecording {
    /** As fine as the game's own protocol. */
    public static final double POSITION_STEP = 1.0 / 4096;

    private final List<Creature> creatures;
    private final Recorder recorder;
    private final Clock clock;
    private final ComponentHandle position;
    private final ComponentHandle velocity;
    private final ComponentHandle onGround;
    private final long[] frameNanos;
    private final int rememberedFrame;
    private final CountDownLatch done = new CountDownLatch(1);
    private int frames;
    private long events;
    private Optional<Remembered> remembered = Optional.empty();
    private @Nullable Throwable failure;
    private volatile int progress;

    /**
     * Where everybody was.
     *
     * @param positions x, y and z in blocks
     */
    public record Remembered(long tick, long timeNanos, SequencedMap<EntityId, double[]> positions) {}

    /** Declares the components to a recorder that is handed over to the arena's thread until {@link #await} returns true. */
    public ArenaRecording(Arena arena, Recorder recorder, int wantedFrames, Clock clock) {
        creatures = arena.creatures();
        this.recorder = recorder;
        this.clock = clock;
        position = recorder.component(Component.of("position", ComponentType.VEC3F64, Role.POSITION).withUnit("blocks")
                .withLossyStep(POSITION_STEP));
        velocity = recorder.component(
                Component.of("velocity", ComponentType.VEC3F32, Role.VELOCITY).withUnit("blocks/s"));
        onGround = recorder.component("on_ground", ComponentType.BOOL, Role.NONE);
        frameNanos = new long[wantedFrames];
        rememberedFrame = wantedFrames / 2;
        arena.afterEachTick(this::tick);
    }

    private void tick() {
        if (done.getCount() == 0) {
            return;
        }
        try {
            Instant now = clock.instant();
            long before = System.nanoTime();
            record(frames + 1L, now.getEpochSecond() * 1_000_000_000 + now.getNano());
            frameNanos[frames++] = System.nanoTime() - before;
            progress = frames;
            if (frames == frameNanos.length) {
                done.countDown();
            }
        } catch (RuntimeException | Error failed) {
            failure = failed;
            done.countDown();
        }
    }

    private void record(long tick, long timeNanos) {
        try (RecordingFrame frame = recorder.frame(tick, timeNanos)) {
            for (Creature creature : creatures) {
                long id = creature.getEntityId();
                if (frames == 0) {
                    frame.spawn(id, creature.getEntityType().key().value());
                }
                Pos at = creature.getPosition();
                Vec moves = creature.getVelocity();
                frame.put(id, position, at.x(), at.y(), at.z());
                frame.put(id, velocity, (float) moves.x(), (float) moves.y(), (float) moves.z());
                frame.put(id, onGround, creature.isOnGround());
                if (creature.tookOff()) {
                    frame.event("leap", id);
                    events++;
                }
            }
        }
        if (frames == rememberedFrame) {
            SequencedMap<EntityId, double[]> positions = new LinkedHashMap<>();
            for (Creature creature : creatures) {
                Pos at = creature.getPosition();
                positions.put(EntityId.of(creature.getEntityId()), new double[]{ at.x(), at.y(), at.z() });
            }
            remembered = Optional.of(new Remembered(tick, timeNanos, positions));
        }
    }

    /** Frames recorded so far; any thread. */
    public int progress() {
        return progress;
    }

    /**
     * Waits until all wanted frames are recorded; whether they are.
     *
     * @throws IllegalStateException if the recording failed
     */
    public boolean await(long nanos) throws InterruptedException {
        boolean ended = done.await(nanos, TimeUnit.NANOSECONDS);
        Throwable why = failure;
        if (ended && why != null) {
            throw new IllegalStateException("recording tick " + (frames + 1) + " failed: " + why.getMessage(), why);
        }
        return ended;
    }

    public long events() {
        return events;
    }

    public Remembered remembered() {
        return remembered.orElseThrow();
    }

    /** How long the given share of frames kept the game's thread at most, in nanoseconds. */
    public long frameNanos(double share) {
        long[] sorted = Arrays.copyOf(frameNanos, frames);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(frames - 1, Math.floor(share * frames))];
    }
}
