package io.worldreel.replayer.sql;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The values of a row by column, each a Long, Double, String, byte[] or null. */
final class Row {
    private final @Nullable Object[] values;

    Row(@Nullable Object... values) {
        this.values = values;
    }

    @Nullable
    Object value(int column) {
        return values[column];
    }

    /** Whether two rows begin alike: those of one tick do. */
    boolean beginsLike(Row other) {
        return values[0] != null && values[0].equals(other.values[0]);
    }

    /** 64 bits that tell rows of different content apart, but for a chance of about one in 10^19 for each pair. */
    long hash() {
        long hash = 0;
        for (Object value : values) {
            hash = mix(hash + switch (value) {
                case null -> 1;
                case Long number -> mix(number + 2);
                case Double number -> mix(Double.doubleToRawLongBits(number) + 3);
                case byte[] bytes -> hash(bytes, 4);
                default -> hash(value.toString().getBytes(StandardCharsets.UTF_8), 5);
            });
        }
        return hash;
    }

    private static long hash(byte[] bytes, long seed) {
        long hash = seed;
        for (byte b : bytes) {
            hash = mix(hash + b);
        }
        return mix(hash + bytes.length);
    }

    /** A bijection that spreads every bit over all others (the finalizer of SplitMix64). */
    private static long mix(long bits) {
        long a = bits + 0x9E3779B97F4A7C15L;
        long b = (a ^ (a >>> 30)) * 0xBF58476D1CE4E5B9L;
        long c = (b ^ (b >>> 27)) * 0x94D049BB133111EBL;
        return c ^ (c >>> 31);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Row that && Arrays.deepEquals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(hash());
    }

    @Override
    public String toString() {
        return Arrays.deepToString(values);
    }
}
