package io.worldreel.format.window;

import java.lang.foreign.MemorySegment;

/**
 * The ways to write a column's values as integers (FORMAT.md, "Block"). All work on runs of column bits and are plain loops over
 * arrays, one loop a way: this is where the time goes.
 */
final class Coding {
    static final int PLAIN = 0;
    /** Decimal with e digits after the point is {@code DECIMAL + e}. */
    static final int DECIMAL = 1;
    static final int MAX_DIGITS = 15;
    static final int STEP = 17;
    static final int GRID = 18;
    /** Binary with e digits after the point, from 1 on, is {@code BINARY + e}. */
    static final int BINARY = 19;
    static final int MAX_BINARY_DIGITS = 44;

    /** Of decimal and binary codings: by what a value is multiplied, and the number nearest to what an integer of 1 stands for. */
    private static final double[] FACTORS = new double[BINARY + MAX_BINARY_DIGITS + 1];
    private static final double[] UNITS = new double[FACTORS.length];
    /** Adding and subtracting it rounds a double of less than 2^51 to the nearest integer, ties to even. */
    static final double ROUND = 6755399441055744.0;
    private static final double MAX_I32 = Integer.MAX_VALUE;
    private static final double MAX_I51 = 1L << 51;

    static {
        for (int e = 0; e <= MAX_DIGITS; e++) {
            FACTORS[DECIMAL + e] = Double.parseDouble("1e" + e);
            UNITS[DECIMAL + e] = Double.parseDouble("1e-" + e);
        }
        for (int e = 1; e <= MAX_BINARY_DIGITS; e++) {
            FACTORS[BINARY + e] = Math.scalb(1.0, e);
            UNITS[BINARY + e] = Math.scalb(1.0, -e);
        }
    }

    private Coding() {}

    static boolean suits(int coding, Column column) {
        if (coding == PLAIN) {
            return true;
        }
        return column.floating() && (FACTORS[coding] > 0 || (coding == STEP && column.step() > 0));
    }

    /** By what a value is multiplied, if the coding is decimal or binary. */
    static double factor(int coding) {
        return FACTORS[coding];
    }

    /** What an integer of 1 stands for in a column of four bytes, if the coding is not plain. */
    static double unit(int coding, Column column) {
        return coding == STEP ? column.step() : UNITS[coding];
    }

    /** Turns column bits into integers; a value that the coding cannot express becomes any integer. */
    static void toIntegers(int coding, Column column, long[] bits, int from, int count, long[] integers,
            int at) {
        if (coding == PLAIN && !column.floating()) {
            System.arraycopy(bits, from, integers, at, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            integers[at + i] = toInteger(coding, column, bits[from + i]);
        }
    }

    static double toDouble(Column column, long bits) {
        return column.bytes() == 4 ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits);
    }

    /** Turns column bits of eight bytes into the numbers that they are of. */
    static void toDoubles(long[] bits, int from, int count, double[] out) {
        for (int i = 0; i < count; i++) {
            out[i] = Double.longBitsToDouble(bits[from + i]);
        }
    }

    /** The nearest integer; 0 for what is NaN or greater than {@code max}, at most 2^51, by magnitude. */
    static long rounded(double value, double max) {
        return Math.abs(value) <= max ? (long) ((value + ROUND) - ROUND) : 0;
    }

    /** The integer of a column of four bytes or fewer. */
    static int toInteger(int coding, Column column, int bits) {
        return (int) toInteger(coding, column, (long) bits);
    }

    static long toInteger(int coding, Column column, long bits) {
        if (coding == PLAIN) {
            return column.floating() ? bits ^ ((bits >> 63) & (-1L >>> (column.shift() + 1))) : bits;
        }
        double value = toDouble(column, bits);
        double max = column.bytes() == 4 ? MAX_I32 : MAX_I51;
        return rounded(coding == STEP ? value / column.step() : value * FACTORS[coding], max);
    }

    /** Turns integers into the column bits that they stand for, in place. */
    static void toBits(int coding, Column column, long[] values, int from, int count) {
        int end = from + count;
        if (coding == PLAIN) {
            plainBits(column, values, from, end);
            return;
        }
        if (column.bytes() == 4) {
            double unit = unit(coding, column);
            for (int i = from; i < end; i++) {
                values[i] = Float.floatToRawIntBits((float) ((int) values[i] * unit));
            }
            return;
        }
        boolean step = coding == STEP;
        double factor = step ? column.step() : FACTORS[coding];
        for (int i = from; i < end; i++) {
            values[i] = Double.doubleToRawLongBits(step ? values[i] * factor : values[i] / factor);
        }
    }

    /** Copies floats of which an array has the bits. A copy of memory is faster than a loop. */
    static void toFloats(int[] bits, int from, int count, float[] out) {
        MemorySegment.copy(MemorySegment.ofArray(bits), (long) from * Float.BYTES, MemorySegment.ofArray(out),
                (long) from * Float.BYTES, (long) count * Float.BYTES);
    }

    /** Copies the first floats as their bits. */
    static void toBits(float[] values, int count, int[] out) {
        MemorySegment.copy(MemorySegment.ofArray(values), 0, MemorySegment.ofArray(out), 0, (long) count * Float.BYTES);
    }

    private static void plainBits(Column column, long[] values, int from, int end) {
        if (column.floating()) {
            long mask = -1L >>> (column.shift() + 1);
            for (int i = from; i < end; i++) {
                long value = values[i];
                values[i] = value ^ ((value >> 63) & mask);
            }
        }
    }

    /** How many digits after the point a finite value has in binary; 0 or fewer of an integer. */
    static int binaryDigits(Column column, long bits) {
        double value = toDouble(column, bits);
        if (value == 0) {
            return 0;
        }
        long mantissa = Double.doubleToRawLongBits(value) | 1L << 52;
        return 52 - Math.getExponent(value) - Long.numberOfTrailingZeros(mantissa);
    }

    /** Whether no grid can hold a value: -0, NaN, infinities. */
    static boolean isOffAnyGrid(Column column, long bits) {
        double value = toDouble(column, bits);
        return value == 0 ? bits != 0 : !Double.isFinite(value);
    }

    /**
     * The value to record instead of {@code bits} in a lossy column: on the grid, at most half a step away; or the same where the
     * grid cannot hold it.
     */
    static long rounded(Column column, long bits) {
        double value = toDouble(column, bits);
        double steps = Math.rint(value / column.step());
        if (!(Math.abs(steps) <= (column.bytes() == 4 ? 1 << 22 : MAX_I51))) {
            return bits;
        }
        double near = steps * column.step() + 0.0;
        near = column.bytes() == 4 ? (float) near : near;
        if (!(Math.abs(near - value) <= column.step() / 2)) {
            return bits;
        }
        return column.bytes() == 4 ? Float.floatToRawIntBits((float) near) : Double.doubleToRawLongBits(near);
    }
}
