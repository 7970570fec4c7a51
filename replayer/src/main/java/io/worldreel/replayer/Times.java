package io.worldreel.replayer;

import java.math.BigInteger;
import java.time.Instant;

/** Between instants and nanoseconds since the Unix epoch. */
final class Times {
    private static final BigInteger BILLION = BigInteger.valueOf(1_000_000_000);

    private Times() {}

    /** @throws IllegalArgumentException if an i64 cannot hold the nanoseconds */
    static long nanos(Instant instant) {
        BigInteger nanos = BigInteger.valueOf(instant.getEpochSecond()).multiply(BILLION)
                .add(BigInteger.valueOf(instant.getNano()));
        if (nanos.bitLength() > 63) {
            throw new IllegalArgumentException(
                    instant + " lies outside the years 1677 to 2262, which a recording can hold");
        }
        return nanos.longValue();
    }

    /** ISO-8601 in UTC, with as many digits as the nanoseconds need. */
    static String format(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L))
                .toString();
    }

    /** {@code a + b}, or the end of the range of i64 on that side. */
    static long saturatedAdd(long a, long b) {
        long sum = a + b;
        return ((a ^ sum) & (b ^ sum)) < 0 ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
    }

    /** {@code a - b}, or the end of the range of i64 on that side. */
    static long saturatedSubtract(long a, long b) {
        long difference = a - b;
        return ((a ^ b) & (a ^ difference)) < 0 ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : difference;
    }
}
