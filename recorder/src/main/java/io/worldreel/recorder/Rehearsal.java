package io.worldreel.recorder;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.message.EntityGroup;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;

/**
 * Lets the JVM compile the way of a frame into the journal before the first tick: at sixty frames a second it would take minutes
 * until it does so by itself, and until then a frame costs several times as much.
 */
final class Rehearsal {
    private static final int FRAMES = 20_000;
    /** Few, so that they fit into the least of journals. */
    private static final int FRAMES_AT_ONCE = 20;
    private static final int ENTITIES = 16;
    private static final AtomicBoolean DONE = new AtomicBoolean();

    private final FramePath path;
    private final ComponentHandle position;
    private final ComponentHandle rotation;
    private final ComponentHandle health;
    private final EntityGroup group = new EntityGroup(LongStream.range(0, ENTITIES).toArray(), new boolean[ENTITIES]);
    private final float[] values = new float[4 * ENTITIES];

    private Rehearsal(Journal journal) {
        path = new FramePath(journal, Overload.DROP, -1);
        position = declare(0, ComponentType.VEC3F32);
        rotation = declare(1, ComponentType.QUAT);
        health = declare(2, ComponentType.F32);
    }

    private ComponentHandle declare(int number, ComponentType type) {
        Component component = Component.of("c" + number, type);
        path.declare(number, component);
        return new ComponentHandle(path, number, component);
    }

    /** As {@link #run}, once in the life of the JVM. */
    static void once(Journal journal) {
        if (DONE.compareAndSet(false, true)) {
            run(journal);
        }
    }

    /** Records frames into a journal that nobody reads yet, and has it forget them. */
    static void run(Journal journal) {
        Rehearsal rehearsal = new Rehearsal(journal);
        for (int tick = 0; tick < FRAMES; tick++) {
            rehearsal.record(tick);
            if (tick % FRAMES_AT_ONCE == 0) {
                journal.rewind();
            }
        }
        journal.rewind();
    }

    private void record(int tick) {
        try (RecordingFrame frame = path.frame(tick, tick)) {
            frame.put(group, position, values);
            frame.put(group, rotation, values);
            frame.put(tick % ENTITIES, health, 1f);
        }
    }
}
