package io.worldreel.format.message;

import io.worldreel.format.ComponentType;
import io.worldreel.format.CorruptException;
import io.worldreel.format.Event;
import io.worldreel.format.Limits;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * A view of one frame message (FORMAT.md, "Frame"). It keeps no bytes of its own: valid while the message's are, until it is
 * wrapped around the next. Owned by one thread.
 */
public final class FrameMessage implements Message {
    /** What stands before the references. */
    static final int HEAD_BYTES = MessageBuffer.HEADER_BYTES + 36;
    static final int HAS_NAMED = 1;
    static final int DENSE = 1;
    private static final int NOBODY = -1;
    static final int BLOCK_BYTES = 8;
    private static final int SPAWN_BYTES = 6;
    private static final int EVENT_BYTES = 11;

    private MemorySegment bytes = MemorySegment.NULL;
    private long tick;
    private long timeNanos;
    private int entities;
    private long refsAt;
    private long namedAt;
    private int blocks;
    private Block[] blockViews = {};
    private int spawns;
    private long[] spawnsAt = {};
    private int despawns;
    private long despawnsAt;
    private int events;
    private long[] eventsAt = {};
    private int[] seenIn = {};

    FrameMessage() {}

    /** Where the parts of one block lie. */
    private static final class Block {
        int component;
        ComponentType type = ComponentType.BOOL;
        int count;
        long rowsAt;
        long valuesAt;
        // Of variable types only: offsets of the values, and of the end of the last.
        long[] offsets = {};
        /** What the last frame says of the block, and bytes of its values if there is one for each entity; else negative. */
        long head;
        long denseBytes = -1;
    }

    /** @throws CorruptException if any length, row or number in the message is wrong */
    FrameMessage wrap(MemorySegment message) {
        bytes = message;
        MessageDecoder.Cursor in = new MessageDecoder.Cursor(message, MessageBuffer.HEADER_BYTES);
        int flags = message.get(ValueLayout.JAVA_BYTE, 5);
        tick = in.i64();
        timeNanos = in.i64();
        entities = in.count(8);
        blocks = in.count(BLOCK_BYTES);
        spawns = in.count(SPAWN_BYTES);
        despawns = in.count(4);
        events = in.count(EVENT_BYTES);
        refsAt = in.skip(8L * entities);
        namedAt = (flags & HAS_NAMED) == 0 ? -1 : in.skip((entities + 7) / 8);
        if (seenIn.length < entities) {
            seenIn = new int[entities];
        } else {
            Arrays.fill(seenIn, 0, entities, 0);
        }
        wrapBlocks(in);
        spawnsAt = grown(spawnsAt, spawns);
        for (int i = 0; i < spawns; i++) {
            spawnsAt[i] = in.offset();
            requireRow(in.u32());
            in.skipName();
        }
        despawnsAt = in.skip(4L * despawns);
        for (int i = 0; i < despawns; i++) {
            requireRow(despawnRow(i));
        }
        eventsAt = grown(eventsAt, events);
        for (int i = 0; i < events; i++) {
            eventsAt[i] = in.offset();
            wrapEvent(in);
        }
        in.finish();
        return this;
    }

    private void wrapBlocks(MessageDecoder.Cursor in) {
        if (blocks > Limits.COMPONENTS) {
            throw new CorruptException("a frame of " + blocks + " blocks");
        }
        int known = blockViews.length;
        if (known < blocks) {
            blockViews = Arrays.copyOf(blockViews, blocks);
            for (int i = known; i < blocks; i++) {
                blockViews[i] = new Block();
            }
        }
        int previous = -1;
        for (int i = 0; i < blocks; i++) {
            Block block = blockViews[i];
            // One read of eight bytes takes a fraction of the time of four.
            long head = in.i64();
            block.component = (int) head & 0xFFFF;
            if (block.component <= previous || block.component >= Limits.COMPONENTS) {
                throw new CorruptException("a frame has component " + block.component + " after " + previous);
            }
            previous = block.component;
            wrapBlock(in, block, head, i + 1);
        }
    }

    private void wrapBlock(MessageDecoder.Cursor in, Block block, long head, int mark) {
        if (head == block.head && block.denseBytes >= 0 && block.count == entities) {
            block.valuesAt = in.skip(block.denseBytes);
            return;
        }
        block.denseBytes = -1;
        block.type = ComponentType.ofCode((int) (head >>> 16) & 0xFF);
        boolean dense = (head >>> 24 & DENSE) != 0;
        block.count = in.count((int) (head >>> 32), block.type.isVariable() ? 4 : block.type.valueBytes());
        if (block.count > entities || (dense && block.count != entities)) {
            throw new CorruptException("a block of " + block.count + " values in a frame of " + entities + " entities");
        }
        block.rowsAt = dense ? -1 : in.skip(4L * block.count);
        if (!dense) {
            for (int i = 0; i < block.count; i++) {
                int row = bytes.get(MessageBuffer.U32, block.rowsAt + 4L * i);
                requireRow(row);
                if (seenIn[row] == mark) {
                    throw new CorruptException("a block has two values of entity row " + row);
                }
                seenIn[row] = mark;
            }
        }
        if (!block.type.isVariable()) {
            long valueBytes = (long) block.count * block.type.valueBytes();
            block.valuesAt = in.skip(valueBytes);
            block.head = head;
            block.denseBytes = dense ? valueBytes : -1;
            return;
        }
        long lengthsAt = in.skip(4L * block.count);
        block.offsets = grown(block.offsets, block.count + 1);
        for (int i = 0; i < block.count; i++) {
            block.offsets[i] = in.skip(Integer.toUnsignedLong(bytes.get(MessageBuffer.U32, lengthsAt + 4L * i)));
        }
        block.offsets[block.count] = in.offset();
        block.valuesAt = block.offsets[0];
    }

    private void wrapEvent(MessageDecoder.Cursor in) {
        int row = in.u32();
        if (row != NOBODY) {
            requireRow(row);
        }
        in.skipName();
        Event.Encoding.ofCode(in.u8());
        in.skip(in.count(1));
    }

    private void requireRow(int row) {
        if (row < 0 || row >= entities) {
            throw new CorruptException("entity row " + row + " in a frame of " + entities + " entities");
        }
    }

    private static long[] grown(long[] array, int size) {
        return array.length >= size ? array : new long[Math.max(size, 2 * array.length)];
    }

    public long tick() {
        return tick;
    }

    public long timeNanos() {
        return timeNanos;
    }

    /** Entities that this frame names, 0 to n-1 in the order of first naming. */
    public int entities() {
        return entities;
    }

    /** The entity's number, or the reference that a {@link Message.EntityName} gave to its string. */
    public long entityRef(int row) {
        return bytes.get(MessageBuffer.I64, refsAt + 8L * row);
    }

    public boolean entityNamed(int row) {
        return namedAt >= 0 && ((bytes.get(ValueLayout.JAVA_BYTE, namedAt + row / 8) >> (row % 8)) & 1) != 0;
    }

    /** Blocks of values, one a component, by rising component number. */
    public int blocks() {
        return blocks;
    }

    public int component(int block) {
        return blockViews[block].component;
    }

    public ComponentType type(int block) {
        return blockViews[block].type;
    }

    /** Values in a block, each of another entity. */
    public int count(int block) {
        return blockViews[block].count;
    }

    /** Whether a block has a value for each entity, in their order. */
    public boolean isDense(int block) {
        return blockViews[block].rowsAt < 0;
    }

    /** The entity row of the i-th value of a block. */
    public int row(int block, int i) {
        long rowsAt = blockViews[block].rowsAt;
        return rowsAt < 0 ? i : bytes.get(MessageBuffer.U32, rowsAt + 4L * i);
    }

    /** The message, into which offsets point. */
    public MemorySegment segment() {
        return bytes;
    }

    /** The offset of the i-th value; fixed-width values lie side by side, each a row of little-endian columns. */
    public long valueOffset(int block, int i) {
        Block view = blockViews[block];
        return view.type.isVariable() ? view.offsets[i] : view.valuesAt + (long) i * view.type.valueBytes();
    }

    /** Bytes of the i-th value. */
    public int valueLength(int block, int i) {
        Block view = blockViews[block];
        return view.type.isVariable() ? (int) (view.offsets[i + 1] - view.offsets[i]) : view.type.valueBytes();
    }

    public int spawns() {
        return spawns;
    }

    public int spawnRow(int i) {
        return bytes.get(MessageBuffer.U32, spawnsAt[i]);
    }

    /** What the entity is; empty if the sender did not say. */
    public String spawnKind(int i) {
        return MessageDecoder.Cursor.text(bytes, spawnsAt[i] + 4);
    }

    public int despawns() {
        return despawns;
    }

    public int despawnRow(int i) {
        return bytes.get(MessageBuffer.U32, despawnsAt + 4L * i);
    }

    public int events() {
        return events;
    }

    /** Whom the event concerns; -1 for nobody. */
    public int eventRow(int i) {
        return bytes.get(MessageBuffer.U32, eventsAt[i]);
    }

    public String eventKind(int i) {
        return MessageDecoder.Cursor.text(bytes, eventsAt[i] + 4);
    }

    public Event.Data eventData(int i) {
        long at = eventsAt[i] + 6 + (bytes.get(MessageBuffer.U16, eventsAt[i] + 4) & 0xFFFF);
        Event.Encoding encoding = Event.Encoding.ofCode(bytes.get(ValueLayout.JAVA_BYTE, at));
        int length = bytes.get(MessageBuffer.U32, at + 1);
        return new Event.Data(encoding, bytes.asSlice(at + 5, length).toArray(ValueLayout.JAVA_BYTE));
    }
}
