package io.worldreel.recorder;

import io.worldreel.format.Event;
import io.worldreel.format.message.EntityGroup;
import io.worldreel.format.message.FrameEncoder;

/**
 * What one tick says, on its way into the journal. One object serves all frames of a {@link Recorder}: it is valid from
 * {@link Recorder#frame} to {@link #close}, for the thread that records.
 *
 * <p>Entities are numbers, or what {@link Recorder#entity} returned for a string id. A value put on an entity that is not alive
 * spawns it with an empty kind; a second value of the same component on the same entity replaces the first. Whatever the order of
 * the calls, spawns come first within a frame, then values, then events, then despawns.
 *
 * <p>If one of the methods throws, the frame is spoiled: it takes nothing more, and closing it leaves nothing behind. A caller
 * whose own code fails in the middle of a frame calls {@link #abort}.
 */
public final class RecordingFrame implements AutoCloseable {
    private final FramePath path;
    private final FrameEncoder encoder;
    private State state = State.CLOSED;

    private enum State {
        /** Takes values. */
        OPEN,
        /** A call is in progress, or has thrown. */
        SPOILED,
        CLOSED
    }

    RecordingFrame(FramePath path, FrameEncoder encoder) {
        this.path = path;
        this.encoder = encoder;
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    void begin(long tick, long timeNanos) {
        encoder.begin(tick, timeNanos);
        state = State.OPEN;
    }

    /** Puts a number into a component of one column; the type decides how it is kept. */
    public void put(long entity, ComponentHandle component, float x) {
        int row = row(entity, component);
        encoder.put(row, component.number(), x);
        state = State.OPEN;
    }

    public void put(long entity, ComponentHandle component, double x) {
        int row = row(entity, component);
        encoder.put(row, component.number(), x);
        state = State.OPEN;
    }

    /** Puts a whole number, exactly. */
    public void put(long entity, ComponentHandle component, long x) {
        int row = row(entity, component);
        encoder.put(row, component.number(), x);
        state = State.OPEN;
    }

    public void put(long entity, ComponentHandle component, boolean x) {
        int row = row(entity, component);
        encoder.put(row, component.number(), x ? 1L : 0L);
        state = State.OPEN;
    }

    public void put(long entity, ComponentHandle component, float x, float y) {
        int row = row(entity, component);
        encoder.put(row, component.number(), x, y);
        state = State.OPEN;
    }

    public void put(long entity, ComponentHandle component, double x, double y) {
        int row = row(entity, component);
        encoder.put(row, component.number(), x, y);
        state = State.OPEN;
    }

    public void put(long entity, ComponentHandle component, float x, float y, float z) {
        int row = row(entity, component);
        encoder.put(row, component.number(), x, y, z);
        state = State.OPEN;
    }

    public void put(long entity, ComponentHandle component, double x, double y, double z) {
        int row = row(entity, component);
        encoder.put(row, component.number(), x, y, z);
        state = State.OPEN;
    }

    public void put(long entity, ComponentHandle component, float x, float y, float z, float w) {
        int row = row(entity, component);
        encoder.put(row, component.number(), x, y, z, w);
        state = State.OPEN;
    }

    public void put(long entity, ComponentHandle component, double x, double y, double z, double w) {
        int row = row(entity, component);
        encoder.put(row, component.number(), x, y, z, w);
        state = State.OPEN;
    }

    /** Puts text into a component of type utf8. */
    public void put(long entity, ComponentHandle component, CharSequence text) {
        int row = row(entity, component);
        encoder.put(row, component.number(), text);
        state = State.OPEN;
    }

    /** Puts bytes into a component of type utf8, bytes or variant. */
    public void put(long entity, ComponentHandle component, byte[] bytes) {
        put(entity, component, bytes, 0, bytes.length);
    }

    public void put(long entity, ComponentHandle component, byte[] bytes, int offset, int length) {
        int row = row(entity, component);
        encoder.put(row, component.number(), bytes, offset, length);
        state = State.OPEN;
    }

    /**
     * Puts a value on each entity of a group: the cheapest way to say much. A frame that begins with a group, and puts floats on
     * its entities, copies them as a whole.
     *
     * @param values those of the first entity, then those of the second, ...: as many each as the component has columns; not kept
     * @throws IllegalArgumentException if there are too few, or the component takes no such numbers
     */
    public void put(EntityGroup group, ComponentHandle component, float[] values) {
        begin(component);
        encoder.putAll(group, component.number(), values);
        state = State.OPEN;
    }

    /** As {@link #put(EntityGroup, ComponentHandle, float[])}. */
    public void put(EntityGroup group, ComponentHandle component, double[] values) {
        begin(component);
        encoder.putAll(group, component.number(), values);
        state = State.OPEN;
    }

    /** As {@link #put(EntityGroup, ComponentHandle, float[])}, with whole numbers, for components of one column. */
    public void put(EntityGroup group, ComponentHandle component, long[] values) {
        begin(component);
        encoder.putAll(group, component.number(), values);
        state = State.OPEN;
    }

    /** @param kind what the entity is; empty if there is nothing to say */
    public void spawn(long entity, CharSequence kind) {
        int row = row(entity);
        encoder.spawn(row, kind);
        state = State.OPEN;
    }

    /** Ends the entity's life: it is in no state from this frame on, and its values are forgotten. */
    public void despawn(long entity) {
        int row = row(entity);
        encoder.despawn(row);
        state = State.OPEN;
    }

    /** Something that happened to nobody in particular. */
    public void event(CharSequence kind) {
        event(kind, Event.Encoding.NONE, "");
    }

    public void event(CharSequence kind, Event.Encoding encoding, CharSequence text) {
        call();
        encoder.event(kind, -1, encoding, text);
        state = State.OPEN;
    }

    /** Something that happened to an entity, or that it did; what players do is of kind {@code input}. */
    public void event(CharSequence kind, long entity) {
        event(kind, entity, Event.Encoding.NONE, "");
    }

    /** @param payload bytes of no declared meaning */
    public void event(CharSequence kind, long entity, byte[] payload) {
        event(kind, entity, Event.Encoding.BYTES, payload, 0, payload.length);
    }

    /** @param text plain text */
    public void event(CharSequence kind, long entity, CharSequence text) {
        event(kind, entity, Event.Encoding.TEXT, text);
    }

    /** @param text what {@code encoding} says: plain text or JSON */
    public void event(CharSequence kind, long entity, Event.Encoding encoding, CharSequence text) {
        int row = row(entity);
        encoder.event(kind, row, encoding, text);
        state = State.OPEN;
    }

    public void event(CharSequence kind, long entity, Event.Encoding encoding, byte[] data, int offset, int length) {
        int row = row(entity);
        encoder.event(kind, row, encoding, data, offset, length);
        state = State.OPEN;
    }

    /** Makes the coming {@link #close} leave nothing behind. */
    public void abort() {
        requireNotClosed();
        state = State.SPOILED;
    }

    /**
     * Hands the frame to the journal. When this returns the frame survives the death of the process, unless it was spoiled,
     * aborted, or dropped (see {@link Overload}).
     */
    @Override
    public void close() {
        if (state == State.OPEN) {
            state = State.CLOSED;
            path.take(encoder);
        }
        state = State.CLOSED;
    }

    private int row(long entity, ComponentHandle component) {
        begin(component);
        return encoder.row(entity, EntityRefs.isNamed(entity));
    }

    private void begin(ComponentHandle component) {
        call();
        if (!component.isOf(path)) {
            throw new IllegalArgumentException("component '" + component.component().name()
                    + "' was declared to another recorder; declare it to this one");
        }
    }

    private int row(long entity) {
        call();
        return encoder.row(entity, EntityRefs.isNamed(entity));
    }

    /** Every call spoils the frame first and mends it at its end: so one that throws leaves it spoiled. */
    private void call() {
        if (state != State.OPEN) {
            requireNotClosed();
            throw new IllegalStateException("a call on this frame has failed, so it takes nothing more; close it");
        }
        state = State.SPOILED;
    }

    private void requireNotClosed() {
        if (state == State.CLOSED) {
            throw new IllegalStateException("this frame is closed; ask the recorder for the next");
        }
    }
}
