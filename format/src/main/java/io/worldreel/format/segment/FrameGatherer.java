package io.worldreel.format.segment;

import io.worldreel.format.Component;
import io.worldreel.format.CorruptException;
import io.worldreel.format.EntityId;
import io.worldreel.format.Event;
import io.worldreel.format.WorldState;
import io.worldreel.format.message.FrameMessage;
import io.worldreel.format.window.EncodedWindow;
import io.worldreel.format.window.WindowBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gathers what the frames of one session say (values, lives, events) into windows of segments. Owned by one thread.
 *
 * <p>A message that is refused with {@link CorruptException} or {@link IllegalArgumentException} changes nothing.
 */
public final class FrameGatherer {
    private final TreeMap<Integer, Component> components = new TreeMap<>();
    private final WindowBuilder window = new WindowBuilder();
    private final Lives lives = new Lives();
    private final List<TimedEvent> events = new ArrayList<>();
    private final List<LifeMark> marks = new ArrayList<>();
    private boolean beginsSegment = true;

    /**
     * Says what a component number means.
     *
     * @return whether that is new
     * @throws CorruptException if another number has a component of this name
     * @throws IllegalArgumentException if the number already means something else, or there is no such number
     */
    public boolean declare(int number, Component component) {
        if (component.equals(components.get(number))) {
            return false;
        }
        for (Component other : components.values()) {
            if (other.name().equals(component.name())) {
                throw new CorruptException("component '" + component.name() + "' is declared twice");
            }
        }
        window.declare(number, component);
        components.put(number, component);
        return true;
    }

    /** What was declared, by its numbers. */
    public SortedMap<Integer, Component> components() {
        return Collections.unmodifiableSortedMap(components);
    }

    /** Says what entity a reference stands for, in frames that mark it as named. */
    public void name(long reference, String name) {
        window.name(reference, name);
        lives.name(reference, name);
    }

    /**
     * Goes on with a session whose frames so far are stored elsewhere. Its components must have been declared.
     *
     * @param living the lives that had not ended
     */
    public void restore(WorldState state, List<Lifetime> living) {
        window.restore(state);
        lives.restore(living);
    }

    /** Has the next frame begin another segment, which must know who is alive. No frame may be waiting to be stored. */
    public void beginSegment() {
        beginsSegment = true;
    }

    /** Adds a frame, whose bytes are not needed afterwards. The window must not be full. */
    public void add(FrameMessage frame) {
        lives.resolve(frame);
        window.add(frame);
        if (beginsSegment) {
            marks.addAll(lives.current());
            beginsSegment = false;
        }
        lives.apply(frame, marks::add);
        for (int i = 0; i < frame.events(); i++) {
            int row = frame.eventRow(i);
            Optional<EntityId> entity = row < 0 ? Optional.empty() : Optional.of(lives.entity(row));
            events.add(new TimedEvent(frame.tick(), frame.timeNanos(),
                    new Event(frame.eventKind(i), entity, frame.eventData(i))));
        }
    }

    /** Frames that wait to be stored. */
    public int frames() {
        return window.frames();
    }

    /** Bytes of their values. */
    public long valueBytes() {
        return window.valueBytes();
    }

    /** Whether the frames must be stored before another is added. */
    public boolean isFull() {
        return window.isFull();
    }

    /**
     * Stores the frames as the next window of a segment.
     *
     * @param cursor the journal position behind what was gathered
     * @return what was stored
     * @throws IllegalStateException if there are none
     */
    public EncodedWindow store(SegmentWriter segment, long cursor) {
        EncodedWindow built = window.build(segment.windows());
        segment.append(built, events, marks, cursor);
        events.clear();
        marks.clear();
        return built;
    }
}
