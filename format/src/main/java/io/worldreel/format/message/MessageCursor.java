package io.worldreel.format.message;

import io.worldreel.format.Limits;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Writes a message of known length into memory of somebody else. Allocates nothing. Owned by one thread. */
final class MessageCursor {
    private final CRC32C crc = new CRC32C();
    private MemorySegment memory = MemorySegment.NULL;
    private long at;

    void moveTo(MemorySegment target, long offset) {
        memory = target;
        at = offset;
    }

    /** Begins a message at an offset. */
    void begin(MemorySegment target, long offset, MessageType type, int flags) {
        moveTo(target, offset);
        u32(0);
        u8(type.code());
        u8(flags);
        u16(0);
    }

    /**
     * Ends the message with its checksum.
     *
     * @param view the same memory; its position and limit are changed
     */
    void end(ByteBuffer view, long offset) {
        crc.reset();
        crc.update(view.limit((int) at).position((int) offset + 4));
        memory.set(MessageBuffer.U32, offset, (int) crc.getValue());
        memory = MemorySegment.NULL;
    }

    /** Bytes since an offset. */
    long written(long offset) {
        return at - offset;
    }

    static int checkedLength(long length) {
        if (length > Limits.MESSAGE_BYTES) {
            throw new IllegalStateException(
                    "a message takes at most " + Limits.MESSAGE_BYTES + " bytes, this one needs "
                            + length + ": put fewer values into one frame");
        }
        return (int) length;
    }

    void skip(long count) {
        at += count;
    }

    void u8(int value) {
        memory.set(ValueLayout.JAVA_BYTE, at, (byte) value);
        at++;
    }

    void u16(int value) {
        memory.set(MessageBuffer.U16, at, (short) value);
        at += 2;
    }

    void u32(int value) {
        memory.set(MessageBuffer.U32, at, value);
        at += 4;
    }

    void i64(long value) {
        memory.set(MessageBuffer.I64, at, value);
        at += 8;
    }

    void longs(long[] source, int count) {
        MemorySegment.copy(source, 0, memory, MessageBuffer.I64, at, count);
        at += 8L * count;
    }

    void ints(int[] source, int from, int count) {
        MemorySegment.copy(source, from, memory, MessageBuffer.U32, at, count);
        at += 4L * count;
    }

    void floats(float[] source, int count) {
        MemorySegment.copy(source, 0, memory, FrameBlock.F32, at, count);
        at += 4L * count;
    }

    void bytes(MemorySegment source, long from, long count) {
        MemorySegment.copy(source, from, memory, at, count);
        at += count;
    }

    void append(MessageBuffer buffer) {
        bytes(buffer.segment(), 0, buffer.length());
    }
}
