package io.worldreel.format.message;

import io.worldreel.format.ComponentType;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The values of one component in the frame being built. */
final class FrameBlock {
    static final FrameBlock UNDECLARED = new FrameBlock(ComponentType.BOOL);

    static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble F64 = ValueLayout.JAVA_DOUBLE_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);

    private final ComponentType type;
    private final int valueBytes;
    private final MessageBuffer values = new MessageBuffer(64);
    private int[] rows = new int[16];
    private int count;
    /** The first slots are those of the same rows, and stand in no table. */
    private int aligned;
    private int[] slotOfRow = new int[16];
    private int[] rowEpochs = new int[16];
    private int epoch = 1;
    // Of variable types only: where in values the bytes of a slot lie.
    private int[] starts = new int[16];
    private int[] lengths = new int[16];

    FrameBlock(ComponentType type) {
        this.type = type;
        this.valueBytes = type.valueBytes();
    }

    ComponentType type() {
        return type;
    }

    int columnBytes() {
        return type.columnBytes();
    }

    /** Whether a value is floats, as Java has them. */
    boolean isFloat32() {
        return type.columnBytes() == 4 && type.isFloating();
    }

    boolean isEmpty() {
        return count == 0;
    }

    void clear() {
        count = 0;
        aligned = 0;
        values.clear();
        if (++epoch == 0) {
            Arrays.fill(rowEpochs, 0);
            epoch = 1;
        }
    }

    /** The offset in the values at which the value of a row is to be written. */
    long slot(int row) {
        int known = count;
        int slot = slotIndex(row);
        return slot < known ? (long) slot * valueBytes : values.reserve(valueBytes);
    }

    /** Puts values on rows 0 to {@code entities} - 1, in one copy if there are none yet. */
    void setAll(int entities, float[] source) {
        int columns = type.columns();
        if (count == 0 && isFloat32()) {
            int numbers = entities * columns;
            values.reserve(4L * numbers);
            MemorySegment.copy(source, 0, values.segment(), F32, 0, numbers);
            count = entities;
            aligned = entities;
            return;
        }
        for (int row = 0, at = 0; row < entities; row++) {
            long slot = slot(row);
            for (int column = 0; column < columns; column++, at++) {
                set(slot + (long) column * columnBytes(), source[at]);
            }
        }
    }

    /** Takes over values of rows 0 to {@code entities} - 1; there are none yet. Returns their bytes. */
    long setAll(int entities, MemorySegment source, long at) {
        long bytes = (long) entities * valueBytes;
        values.reserve(bytes);
        MemorySegment.copy(source, at, values.segment(), 0, bytes);
        count = entities;
        aligned = entities;
        return bytes;
    }

    private int slotIndex(int row) {
        if (row < aligned) {
            return row;
        }
        if (row >= rowEpochs.length) {
            int size = Math.max(row + 1, 2 * rowEpochs.length);
            slotOfRow = Arrays.copyOf(slotOfRow, size);
            rowEpochs = Arrays.copyOf(rowEpochs, size);
        }
        if (rowEpochs[row] == epoch) {
            return slotOfRow[row];
        }
        if (count >= rows.length) {
            rows = Arrays.copyOf(rows, 2 * count);
            starts = Arrays.copyOf(starts, 2 * count);
            lengths = Arrays.copyOf(lengths, 2 * count);
        }
        rowEpochs[row] = epoch;
        slotOfRow[row] = count;
        rows[count] = row;
        return count++;
    }

    void set(long at, long x) {
        MemorySegment segment = values.segment();
        switch (type.columnBytes()) {
            case 1 -> segment.set(ValueLayout.JAVA_BYTE, at, (byte) (x == 0 ? 0 : 1));
            case 4 -> {
                if (type.isFloating()) {
                    segment.set(F32, at, (float) x);
                } else {
                    segment.set(MessageBuffer.U32, at, Math.toIntExact(x));
                }
            }
            default -> {
                if (type.isFloating()) {
                    segment.set(F64, at, (double) x);
                } else {
                    segment.set(MessageBuffer.I64, at, x);
                }
            }
        }
    }

    /** A float into a column of 4 bytes keeps its bits. */
    void set(long at, float x) {
        if (type.columnBytes() == 4 && type.isFloating()) {
            values.segment().set(F32, at, x);
        } else {
            set(at, (double) x);
        }
    }

    void set(long at, double x) {
        if (!type.isFloating()) {
            throw new IllegalArgumentException(
                    "a component of type " + type.label() + " takes whole numbers, not " + x);
        }
        if (type.columnBytes() == 4) {
            values.segment().set(F32, at, (float) x);
        } else {
            values.segment().set(F64, at, x);
        }
    }

    void putBytes(int row, byte[] bytes, int offset, int length) {
        int slot = slotIndex(row);
        starts[slot] = (int) values.length();
        values.bytes(bytes, offset, length);
        lengths[slot] = length;
    }

    void putText(int row, CharSequence text) {
        int slot = slotIndex(row);
        starts[slot] = (int) values.length();
        values.utf8(text);
        lengths[slot] = (int) values.length() - starts[slot];
    }

    /** Bytes of the block in a message of so many entities. */
    long bytes(int entities) {
        long bytes = FrameMessage.BLOCK_BYTES + (isDense(entities) ? 0 : 4L * count);
        if (!type.isVariable()) {
            return bytes + values.length();
        }
        bytes += 4L * count;
        for (int slot = 0; slot < count; slot++) {
            bytes += lengths[slot];
        }
        return bytes;
    }

    void writeTo(MessageCursor out, int number, int entities) {
        boolean dense = isDense(entities);
        out.u16(number);
        out.u8(type.code());
        out.u8(dense ? FrameMessage.DENSE : 0);
        out.u32(count);
        if (!dense) {
            for (int row = 0; row < aligned; row++) {
                out.u32(row);
            }
            if (count > aligned) {
                out.ints(rows, aligned, count - aligned);
            }
        }
        if (!type.isVariable()) {
            out.append(values);
            return;
        }
        out.ints(lengths, 0, count);
        for (int slot = 0; slot < count; slot++) {
            out.bytes(values.segment(), starts[slot], lengths[slot]);
        }
    }

    private boolean isDense(int entities) {
        if (count != entities) {
            return false;
        }
        for (int i = aligned; i < count; i++) {
            if (rows[i] != i) {
                return false;
            }
        }
        return true;
    }
}
