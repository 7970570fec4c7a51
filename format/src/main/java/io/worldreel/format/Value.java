package io.worldreel.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One value of a component, immutable. Two values are equal if they have the same type and the same bits: NaN equals the same
 * NaN, and -0 differs from 0.
 */
public final class Value {
    private static final long[] NO_LANES = {};
    private static final byte[] NO_BYTES = {};

    private final ComponentType type;
    private final long[] lanes;
    private final byte[] bytes;

    private Value(ComponentType type, long[] lanes, byte[] bytes) {
        this.type = type;
        this.lanes = lanes;
        this.bytes = bytes;
    }

    /**
     * A fixed-width value from the bits of its columns: float bits for floating types, the number itself for integers, 0 or 1 for
     * a bool. 4-byte columns are sign-extended.
     */
    public static Value ofBits(ComponentType type, long... bits) {
        if (type.isVariable() || bits.length != type.columns()) {
            throw new IllegalArgumentException(
                    type.label() + " takes " + type.columns() + " columns, not " + bits.length);
        }
        long[] lanes = bits.clone();
        if (type.columnBytes() == 4) {
            for (int i = 0; i < lanes.length; i++) {
                lanes[i] = (int) lanes[i];
            }
        }
        return new Value(type, lanes, NO_BYTES);
    }

    /**
     * A fixed-width value that stands in columns side by side, as {@link #ofBits} takes them.
     *
     * @param columns as many as the type has
     * @param entry which of each
     */
    public static Value ofEntry(ComponentType type, int[][] columns, int entry) {
        long[] lanes = new long[type.columns()];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = columns[i][entry];
        }
        return new Value(type, lanes, NO_BYTES);
    }

    /** As above, of columns of floats. */
    public static Value ofEntry(ComponentType type, float[][] columns, int entry) {
        long[] lanes = new long[type.columns()];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = Float.floatToRawIntBits(columns[i][entry]);
        }
        return new Value(type, lanes, NO_BYTES);
    }

    /** A value of a floating type; for 4-byte columns each number is rounded to the nearest float. */
    public static Value ofDoubles(ComponentType type, double... numbers) {
        if (!type.isFloating()) {
            throw new IllegalArgumentException(type.label() + " does not hold floating-point numbers");
        }
        long[] bits = new long[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            bits[i] = type.columnBytes() == 4
                    ? Float.floatToRawIntBits((float) numbers[i])
                    : Double.doubleToRawLongBits(numbers[i]);
        }
        return ofBits(type, bits);
    }

    /** A value of a variable type; the bytes are copied. */
    public static Value ofBytes(ComponentType type, byte[] bytes) {
        if (!type.isVariable()) {
            throw new IllegalArgumentException(type.label() + " has fixed columns, not bytes");
        }
        return new Value(type, NO_LANES, bytes.clone());
    }

    public static Value ofText(String text) {
        return ofBytes(ComponentType.UTF8, text.getBytes(StandardCharsets.UTF_8));
    }

    public static Value ofBool(boolean value) {
        return ofBits(ComponentType.BOOL, value ? 1 : 0);
    }

    public ComponentType type() {
        return type;
    }

    /** The bits of one column, as {@link #ofBits} takes them. */
    public long bits(int column) {
        return lanes[column];
    }

    /** One column of a floating type as a number; a float is widened exactly. */
    public double number(int column) {
        return type.columnBytes() == 4
                ? Float.intBitsToFloat((int) lanes[column])
                : Double.longBitsToDouble(lanes[column]);
    }

    /** The bytes of a variable type, as a copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Value that && type == that.type && Arrays.equals(lanes, that.lanes)
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * type.hashCode() + Arrays.hashCode(lanes)) + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        if (type == ComponentType.UTF8) {
            return '"' + text() + '"';
        }
        if (type.isVariable()) {
            return bytes.length + " bytes";
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lanes.length; i++) {
            text.append(i == 0 ? "" : ", ");
            if (!type.isFloating()) {
                text.append(lanes[i]);
            } else if (type.columnBytes() == 4) {
                text.append(Float.intBitsToFloat((int) lanes[i]));
            } else {
                text.append(Double.longBitsToDouble(lanes[i]));
            }
        }
        return lanes.length == 1 ? text.toString() : "[" + text + "]";
    }
}
