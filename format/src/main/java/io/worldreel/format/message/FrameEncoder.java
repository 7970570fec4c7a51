package io.worldreel.format.message;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.Event;
import io.worldreel.format.Limits;

import java.lang.foreign.MemorySegment;
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
    }

    public long tick() {
        return tick;
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
        long length = finishInPlace();
        return memory().asSlice(0, length);
    }

    /** The memory in which frames are built: another one once a larger frame has been built. */
    public MemorySegment memory() {
        return out.segment();
    }

    /**
     * Ends the frame as {@link #finish} does, without an object for the view of it.
     *
     * @return the message's length; it begins at the beginning of {@link #memory}, which is to be asked for afterwards
     */
    public long finishInPlace() {
        int touched = 0;
        for (FrameBlock block : blocks) {
            touched += block.isEmpty() ? 0 : 1;
        }
        out.header(MessageType.FRAME, rows.anyNamed() ? FrameMessage.HAS_NAMED : 0);
        out.i64(tick);
        out.i64(timeNanos);
        out.u32(rows.count());
        out.u32(touched);
        out.u32(spawnCount);
        out.u32(despawnCount);
        out.u32(eventCount);
        rows.writeTo(out);
        for (int number = 0; number < blocks.length; number++) {
            if (!blocks[number].isEmpty()) {
                blocks[number].writeTo(out, number, rows.count());
            }
        }
        out.append(spawns);
        out.ints(despawns, despawnCount);
        out.append(events);
        out.sealInPlace();
        return out.length();
    }

    private FrameBlock fixed(int component, int columns) {
        ComponentType type = declared(component).type();
        if (type.columns() != columns) {
            throw new IllegalArgumentException("component " + component + " is " + type.label() + " and takes "
                    + (type.isVariable() ? "bytes" : type.columns() + " numbers") + ", not " + columns + " numbers");
        }
        return blocks[component];
    }

    private FrameBlock variable(int component) {
        FrameBlock block = declared(component);
        if (!block.type().isVariable()) {
            throw new IllegalArgumentException(
                    "component " + component + " is " + block.type().label() + " and takes numbers, not bytes");
        }
        return block;
    }

    private FrameBlock declared(int component) {
        if (component < 0 || component >= blocks.length || blocks[component] == FrameBlock.UNDECLARED) {
            throw new IllegalArgumentException("component " + component + " is not declared");
        }
        return blocks[component];
    }
}
