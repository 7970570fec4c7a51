package io.worldreel.format.message;

import io.worldreel.format.ComponentType;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a frame that are written where the message is to lie while the frame is being built: those of one group, by
 * rising component, before anything else is put. What does not fit this pattern goes through {@link FrameBlock}. Owned by one
 * thread.
 */
final class DirectColumns {
    private final MessageCursor cursor = new MessageCursor();
    private MemorySegment memory = MemorySegment.NULL;
    private long base;
    private long limit;
    private long end;
    private @Nullable EntityGroup group;
    private int last;
    private int blocks;

    /** Begins a frame whose message is to lie at {@code at}, in memory that may be used up to {@code memoryLimit}. */
    void begin(MemorySegment target, long at, long memoryLimit) {
        memory = target;
        base = at;
        limit = memoryLimit;
        group = null;
        last = -1;
        blocks = 0;
    }

    /** Writes nothing more in this frame. */
    void clear() {
        begin(MemorySegment.NULL, 0, 0);
    }

    boolean isEmpty() {
        return blocks == 0;
    }

    int blocks() {
        return blocks;
    }

    /** The highest component that has been written; -1 if none has. */
    int last() {
        return last;
    }

    /** Bytes of the message so far, with room for its head. */
    long length() {
        return end - base;
    }

    /** Whether the entities of the frame are those of the group, and the message is to lie there. */
    boolean isValidFor(int entities) {
        return group != null && group.size() == entities;
    }

    /** Writes a column; false if it does not fit the pattern, or the memory. */
    boolean put(EntityGroup entities, int component, ComponentType type, float[] values) {
        if (group != null && (group != entities || component <= last)) {
            return false;
        }
        int numbers = entities.size() * type.columns();
        long begin = group != null ? end : base + FrameMessage.HEAD_BYTES + entities.bytes();
        if (begin + FrameMessage.BLOCK_BYTES + 4L * numbers > limit) {
            return false;
        }
        if (group == null) {
            cursor.moveTo(memory, base + FrameMessage.HEAD_BYTES);
            entities.writeTo(cursor);
        }
        cursor.u16(component);
        cursor.u8(type.code());
        cursor.u8(FrameMessage.DENSE);
        cursor.u32(entities.size());
        cursor.floats(values, numbers);
        end = begin + FrameMessage.BLOCK_BYTES + 4L * numbers;
        group = entities;
        last = component;
        blocks++;
        return true;
    }

    /** Moves what has been written into blocks, and writes nothing more. */
    void moveTo(FrameBlock[] targets) {
        EntityGroup entities = group;
        if (entities != null) {
            long at = base + FrameMessage.HEAD_BYTES + entities.bytes();
            for (int i = 0; i < blocks; i++) {
                FrameBlock target = targets[memory.get(MessageBuffer.U16, at) & 0xFFFF];
                at += FrameMessage.BLOCK_BYTES;
                at += target.setAll(entities.size(), memory, at);
            }
        }
        clear();
    }
}
