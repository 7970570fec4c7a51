package io.worldreel.format.message;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.Event;
import io.worldreel.format.Limits;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Builds frame messages, one after another, in memory that it keeps: once it has seen its largest frame it allocates nothing.
 *
 * <p>Between {@link #begin} and {@link #finish}, entities are named by {@link #row} and values put on rows. A second value of the
 * same component on the same row replaces the first. Owned by one thread.
 */
public final class FrameEncoder {
    private final MessageBuffer out = new MessageBuffer(1 << 16);
    private final MessageBuffer spawns = new MessageBuffer(256);
    private final MessageBuffer events = new MessageBuffer(256);
    private final RowTable rows = new RowTable();
    private FrameBlock[] blocks = {};
    private final MessageCursor cursor = new MessageCursor();
    private final DirectColumns direct = new DirectColumns();
    /** Whether a block has been asked for in this frame. */
    private boolean valueCalls;
    private int[] groupRows = {};
    private int[] despawns = new int[16];
    private int spawnCount;
    private int despawnCount;
    private int eventCount;
    private long tick;
    private long timeNanos;

    /** Makes a component known; frames may then carry it. */
    public void declare(int number, Component component) {
        if (number < 0 || number >= Limits.COMPONENTS) {
            throw new IllegalArgumentException(
                    "component number must lie in 0.." + (Limits.COMPONENTS - 1) + ": " + number);
        }
        if (number >= blocks.length) {
            int known = blocks.length;
            blocks = Arrays.copyOf(blocks, number + 1);
            for (int i = known; i < number; i++) {
                blocks[i] = FrameBlock.UNDECLARED;
            }
        }
        blocks[number] = new FrameBlock(component.type());
    }

    /** Starts a frame; what was put since the last {@link #finish} is forgotten. */
    public void begin(long newTick, long newTimeNanos) {
        tick = newTick;
        timeNanos = newTimeNanos;
        rows.clear();
        for (FrameBlock block : blocks) {
            block.clear();
        }
        spawns.clear();
        events.clear();
        spawnCount = 0;
        despawnCount = 0;
        eventCount = 0;
        valueCalls = false;
        direct.clear();
    }

    /**
     * Lets the frame that has begun write into the memory in which its message is to lie: what is above {@code at} and below
     * {@code limit} is the frame's until it is written, or {@link #settle} is called.
     */
    public void writeInPlace(MemorySegment memory, long at, long limit) {
        direct.begin(memory, at, limit);
    }

    /** Moves what was written in place elsewhere: the memory is somebody else's from now on. */
    public void settle() {
        if (!direct.isEmpty()) {
            valueCalls = true;
            direct.moveTo(blocks);
        }
        direct.clear();
    }

    public long tick() {
        return tick;
    }

    public long timeNanos() {
        return timeNanos;
    }

    /**
     * The row of an entity in this frame.
     *
     * @param named whether {@code ref} was given to a string by {@link Message.EntityName}; otherwise it is the entity's number
     */
    public int row(long ref, boolean named) {
        return rows.row(ref, named);
    }

    /** Puts a value of one column: a number of any type, or a bool as 0 and 1. */
    public void put(int row, int component, long x) {
        FrameBlock block = fixed(component, 1);
        block.set(block.slot(row), x);
    }

    public void put(int row, int component, float x) {
        FrameBlock block = fixed(component, 1);
        block.set(block.slot(row), x);
    }

    public void put(int row, int component, double x) {
        FrameBlock block = fixed(component, 1);
        block.set(block.slot(row), x);
    }

    public void put(int row, int component, float x, float y) {
        FrameBlock block = fixed(component, 2);
        long at = block.slot(row);
        block.set(at, x);
        block.set(at + block.columnBytes(), y);
    }

    public void put(int row, int component, double x, double y) {
        FrameBlock block = fixed(component, 2);
        long at = block.slot(row);
        block.set(at, x);
        block.set(at + block.columnBytes(), y);
    }

    public void put(int row, int component, float x, float y, float z) {
        FrameBlock block = fixed(component, 3);
        long at = block.slot(row);
        int step = block.columnBytes();
        block.set(at, x);
        block.set(at + step, y);
        block.set(at + 2L * step, z);
    }

    public void put(int row, int component, double x, double y, double z) {
        FrameBlock block = fixed(component, 3);
        long at = block.slot(row);
        int step = block.columnBytes();
        block.set(at, x);
        block.set(at + step, y);
        block.set(at + 2L * step, z);
    }

    public void put(int row, int component, float x, float y, float z, float w) {
        FrameBlock block = fixed(component, 4);
        long at = block.slot(row);
        int step = block.columnBytes();
        block.set(at, x);
        block.set(at + step, y);
        block.set(at + 2L * step, z);
        block.set(at + 3L * step, w);
    }

    public void put(int row, int component, double x, double y, double z, double w) {
        FrameBlock block = fixed(component, 4);
        long at = block.slot(row);
        int step = block.columnBytes();
        block.set(at, x);
        block.set(at + step, y);
        block.set(at + 2L * step, z);
        block.set(at + 3L * step, w);
    }

    /** Puts bytes of a variable type. */
    public void put(int row, int component, byte[] bytes, int offset, int length) {
        variable(component).putBytes(row, bytes, offset, length);
    }

    /** Puts text as UTF-8 into a component of type utf8. */
    public void put(int row, int component, CharSequence text) {
        variable(component).putText(row, text);
    }

    /** @param kind what the entity is; empty if unknown */
    public void spawn(int row, CharSequence kind) {
        spawns.u32(row);
        spawns.name(kind);
        spawnCount++;
    }

    public void despawn(int row) {
        if (despawnCount == despawns.length) {
            despawns = Arrays.copyOf(despawns, 2 * despawnCount);
        }
        despawns[despawnCount++] = row;
    }

    /** @param row whom the event concerns; -1 for nobody */
    public void event(CharSequence kind, int row, Event.Encoding encoding, byte[] data, int offset, int length) {
        beginEvent(kind, row, encoding);
        events.u32(length);
        events.bytes(data, offset, length);
    }

    /** @param row whom the event concerns; -1 for nobody */
    public void event(CharSequence kind, int row, Event.Encoding encoding, CharSequence text) {
        beginEvent(kind, row, encoding);
        long lengthAt = events.reserve(4);
        events.utf8(text);
        events.segment().set(MessageBuffer.U32, lengthAt, (int) (events.length() - lengthAt - 4));
    }

    private void beginEvent(CharSequence kind, int row, Event.Encoding encoding) {
        if (kind.isEmpty()) {
            throw new IllegalArgumentException("an event needs a kind");
        }
        events.u32(row);
        events.name(kind);
        events.u8(encoding.code());
        eventCount++;
    }

    /** Ends the frame; the message is valid until the next {@link #begin}. */
    public MemorySegment finish() {
        settle();
        int length = length();
        out.clear();
        out.reserve(length);
        writeTo(out.segment(), out.view(), 0, length);
        return out.segment().asSlice(0, length);
    }

    /**
     * Bytes of the message as it would be now.
     *
     * @throws IllegalStateException if no message can be so large
     */
    public int length() {
        int entities = rows.count();
        if (!direct.isEmpty() && !direct.isValidFor(entities)) {
            settle();
        }
        long head = direct.isEmpty() ? FrameMessage.HEAD_BYTES + rows.bytes() : direct.length();
        long length = head + spawns.length() + 4L * despawnCount + events.length();
        for (FrameBlock block : blocks) {
            length += block.isEmpty() ? 0 : block.bytes(entities);
        }
        return MessageCursor.checkedLength(length);
    }

    /**
     * Ends the frame as {@link #finish} does, in memory of the caller and without an object.
     *
     * @param view the same memory; its position and limit are changed
     * @param at where the message is to begin
     * @param length what {@link #length} says
     */
    public void writeTo(MemorySegment memory, ByteBuffer view, long at, int length) {
        int touched = direct.blocks();
        for (FrameBlock block : blocks) {
            touched += block.isEmpty() ? 0 : 1;
        }
        cursor.begin(memory, at, MessageType.FRAME, rows.anyNamed() ? FrameMessage.HAS_NAMED : 0);
        cursor.i64(tick);
        cursor.i64(timeNanos);
        cursor.u32(rows.count());
        cursor.u32(touched);
        cursor.u32(spawnCount);
        cursor.u32(despawnCount);
        cursor.u32(eventCount);
        if (direct.isEmpty()) {
            rows.writeTo(cursor);
        } else {
            cursor.moveTo(memory, at + direct.length());
        }
        for (int number = 0; number < blocks.length; number++) {
            if (!blocks[number].isEmpty()) {
                blocks[number].writeTo(cursor, number, rows.count());
            }
        }
        cursor.append(spawns);
        cursor.ints(despawns, 0, despawnCount);
        cursor.append(events);
        cursor.end(view, at);
        assert cursor.written(at) == length : "a frame of " + cursor.written(at) + " bytes, not " + length;
    }

    /** Names the entities of a group, in its order: rows for {@link #putAll}. */
    private int[] rowsOf(EntityGroup group) {
        if (groupRows.length < group.size()) {
            groupRows = new int[group.size()];
        }
        rows.begin(group);
        for (int i = 0; i < group.size(); i++) {
            groupRows[i] = rows.row(group.ref(i), group.named(i));
        }
        return groupRows;
    }

    /**
     * Puts a value on each entity of a group.
     *
     * @param values those of the first entity, then those of the second, ...: as many each as the component has columns
     * @throws IllegalArgumentException if there are fewer values, or the component takes no numbers
     */
    public void putAll(EntityGroup group, int component, float[] values) {
        FrameBlock block = column(group, component, values.length);
        boolean first = rows.begin(group);
        if (first && !valueCalls && block.isFloat32() && rows.count() == group.size()
                && direct.put(group, component, block.type(), values)) {
            return;
        }
        touch(component);
        if (first) {
            block.setAll(group.size(), values);
            return;
        }
        int columns = block.type().columns();
        int[] rowOf = rowsOf(group);
        for (int i = 0, at = 0; i < group.size(); i++) {
            long slot = block.slot(rowOf[i]);
            for (int column = 0; column < columns; column++, at++) {
                block.set(slot + (long) column * block.columnBytes(), values[at]);
            }
        }
    }

    /** As {@link #putAll(EntityGroup, int, float[])}. */
    public void putAll(EntityGroup group, int component, double[] values) {
        FrameBlock block = column(group, component, values.length);
        touch(component);
        int columns = block.type().columns();
        int[] rowOf = rowsOf(group);
        for (int i = 0, at = 0; i < group.size(); i++) {
            long slot = block.slot(rowOf[i]);
            for (int column = 0; column < columns; column++, at++) {
                block.set(slot + (long) column * block.columnBytes(), values[at]);
            }
        }
    }

    /** As {@link #putAll(EntityGroup, int, float[])}, with whole numbers. */
    public void putAll(EntityGroup group, int component, long[] values) {
        FrameBlock block = column(group, component, values.length);
        fixed(component, 1);
        int[] rowOf = rowsOf(group);
        for (int i = 0; i < group.size(); i++) {
            block.set(block.slot(rowOf[i]), values[i]);
        }
    }

    private FrameBlock column(EntityGroup group, int component, int values) {
        ComponentType type = declared(component).type();
        if (type.isVariable()) {
            throw new IllegalArgumentException(
                    "component " + component + " is " + type.label() + " and takes no numbers");
        }
        if (values < (long) group.size() * type.columns()) {
            throw new IllegalArgumentException(
                    group.size() + " entities with " + type.columns() + " numbers of component "
                            + component + " each need more than " + values);
        }
        return blocks[component];
    }

    private FrameBlock fixed(int component, int columns) {
        ComponentType type = declared(component).type();
        if (type.columns() != columns) {
            throw new IllegalArgumentException("component " + component + " is " + type.label() + " and takes "
                    + (type.isVariable() ? "bytes" : type.columns() + " numbers") + ", not " + columns + " numbers");
        }
        touch(component);
        return blocks[component];
    }

    /** Before values are put into a block: blocks follow what was written in place. */
    private void touch(int component) {
        if (component <= direct.last()) {
            settle();
        }
        valueCalls = true;
    }

    private FrameBlock variable(int component) {
        FrameBlock block = declared(component);
        if (!block.type().isVariable()) {
            throw new IllegalArgumentException(
                    "component " + component + " is " + block.type().label() + " and takes numbers, not bytes");
        }
        touch(component);
        return block;
    }

    private FrameBlock declared(int component) {
        if (component < 0 || component >= blocks.length || blocks[component] == FrameBlock.UNDECLARED) {
            throw new IllegalArgumentException("component " + component + " is not declared");
        }
        return blocks[component];
    }
}
