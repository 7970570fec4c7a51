package io.worldreel.recorder;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.message.EntityGroup;
import io.worldreel.format.message.FrameEncoder;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;

/**
 * Lets the JVM compile the way of a frame into the journal before the first tick: at sixty frames a second it would take a minute
 * until it does so by itself, and until then a frame costs several times as much.
 */
final class Rehearsal {
    private static final int FRAMES = 20_000;
    private static final int ENTITIES = 16;
    private static final AtomicBoolean DONE = new AtomicBoolean();

    private final FrameEncoder encoder = new FrameEncoder();
    private final EntityGroup group = new EntityGroup(LongStream.range(0, ENTITIES).toArray(), new boolean[ENTITIES]);
    private final float[] values = new float[4 * ENTITIES];

    private Rehearsal() {
        encoder.declare(0, Component.of("a", ComponentType.VEC3F32));
        encoder.declare(1, Component.of("b", ComponentType.QUAT));
        encoder.declare(2, Component.of("c", ComponentType.F32));
    }

    /** Builds frames in a part's memory and appends none of them; once in the life of the JVM. */
    static void once(JournalPart part) {
        if (DONE.compareAndSet(false, true)) {
            Rehearsal rehearsal = new Rehearsal();
            for (int frame = 0; frame < FRAMES; frame++) {
                rehearsal.build(part, frame);
            }
        }
    }

    private void build(JournalPart part, int frame) {
        encoder.begin(frame, frame);
        part.begin(encoder);
        encoder.putAll(group, 0, values);
        encoder.putAll(group, 1, values);
        int row = encoder.row(frame % ENTITIES, false);
        encoder.put(row, 2, 1f);
        if (part.hasRoomFor(encoder.length())) {
            part.build(encoder, encoder.length());
        }
    }
}
