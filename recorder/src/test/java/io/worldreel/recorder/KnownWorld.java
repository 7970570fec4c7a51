package io.worldreel.recorder;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.EntityId;
import io.worldreel.format.Event;
import io.worldreel.format.Frame;
import io.worldreel.format.Role;
import io.worldreel.format.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A world in which every tick says something that follows from its number alone: so a frame that was read can be judged. */
final class KnownWorld {
    static final Component POSITION = Component.of("position", ComponentType.VEC3F32, Role.POSITION);
    static final Component LABEL = Component.of("label", ComponentType.UTF8);

    /** At ticks that are multiples of it the clock jumps back. */
    static final long CLOCK_JUMP = 1000;

    private KnownWorld() {}

    /** Puts the frame of a tick. */
    static final class Writer {
        private final Recorder recorder;
        private final ComponentHandle position;
        private final ComponentHandle label;

        Writer(Recorder recorder) {
            this.recorder = recorder;
            position = recorder.component(POSITION);
            label = recorder.component(LABEL);
        }

        void record(long tick) {
            long named = recorder.entity(name(tick));
            try (RecordingFrame frame = recorder.frame(tick, time(tick))) {
                Random random = new Random(tick);
                for (int entity = 0; entity < entities(tick); entity++) {
                    frame.put(entity, position, random.nextFloat(), random.nextFloat(), random.nextFloat());
                }
                frame.put(named, label, text(tick));
                frame.event("input", named, text(tick));
            }
        }
    }

    /** Every thousand ticks the clock jumps back by a hundred of them. */
    static long time(long tick) {
        return 1_700_000_000_000_000_000L + (tick - tick / CLOCK_JUMP * 100) * 16_666_667;
    }

    /** Mostly a few; now and then a frame of many pages. */
    static int entities(long tick) {
        return tick % 37 == 0 ? 3000 : (int) (tick % 23);
    }

    private static String name(long tick) {
        return "entity-" + tick % 11;
    }

    private static String text(long tick) {
        return "tick " + tick;
    }

    /** The samples that {@link Writer#record} puts, sorted out by entity. */
    static List<Frame.Sample> samples(long tick) {
        List<Frame.Sample> samples = new ArrayList<>();
        Random random = new Random(tick);
        for (int entity = 0; entity < entities(tick); entity++) {
            samples.add(new Frame.Sample(EntityId.of(entity), POSITION, Value.ofDoubles(ComponentType.VEC3F32,
                    random.nextFloat(), random.nextFloat(), random.nextFloat())));
        }
        samples.add(new Frame.Sample(EntityId.of(name(tick)), LABEL, Value.ofText(text(tick))));
        return samples;
    }

    static List<Event> events(long tick) {
        return List.of(new Event("input", Optional.of(EntityId.of(name(tick))), Event.Data.text(text(tick))));
    }
}
