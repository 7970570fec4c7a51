package io.worldreel.format.window;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * What a series codec must know of a column. Column bits are held in a {@code long}, sign-extended.
 *
 * @param bytes 1, 4 or 8
 * @param step the declared grid, or 0
 */
record Column(int bytes, boolean floating, double step) {
    /** Numbers of four and of eight bytes in an array of bytes, as messages have them. */
    static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    static final Column I32 = new Column(4, false, 0);
    static final Column I64 = new Column(8, false, 0);

    static Column of(ComponentType type, double step) {
        return type.isVariable() ? I32 : new Column(type.columnBytes(), type.isFloating(), step);
    }

    static Column of(Component component) {
        return of(component.type(), component.step());
    }

    /** The column bits that stand at a place of an array. */
    long get(byte[] source, int at) {
        return switch (bytes) {
            case 1 -> source[at];
            case 4 -> (int) INTS.get(source, at);
            default -> (long) LONGS.get(source, at);
        };
    }

    void set(byte[] target, int at, long bits) {
        switch (bytes) {
            case 1 -> target[at] = (byte) bits;
            case 4 -> INTS.set(target, at, (int) bits);
            default -> LONGS.set(target, at, bits);
        }
    }

    /** Whether its numbers fit an {@code int}. */
    boolean isNarrow() {
        return bytes <= Integer.BYTES;
    }

    boolean isFloat() {
        return floating && isNarrow();
    }

    /** How far a number must be shifted left and back to wrap it to the column's width. */
    int shift() {
        return 64 - 8 * bytes;
    }
}
