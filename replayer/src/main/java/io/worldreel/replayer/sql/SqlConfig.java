package io.worldreel.replayer.sql;

import io.worldreel.replayer.ReplayConfig;

import java.time.Duration;

/**
 * What queries on an archive may take.
 *
 * @param timeout how long a query may run, from its start to its last row; a statement may set another
 * @param memory what is kept of chunks and windows; states are read with as much again
 * @param valueBytes no text or blob of a query may be longer
 */
public record SqlConfig(Duration timeout, ReplayConfig memory, int valueBytes) {
    /** No limit of time that a person would notice: some 292 years. */
    public static final Duration NO_TIMEOUT = Duration.ofNanos(Long.MAX_VALUE);
    /** No timeout, the memory of a replay, values to 64 MiB. */
    public static final SqlConfig DEFAULT = new SqlConfig(NO_TIMEOUT, ReplayConfig.DEFAULT, 64 << 20);

    public SqlConfig {
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(NO_TIMEOUT) > 0) {
            throw new IllegalArgumentException("a timeout must be positive and at most 292 years: " + timeout);
        }
        if (valueBytes < 1024) {
            throw new IllegalArgumentException("values must be allowed 1024 bytes at least: " + valueBytes);
        }
    }

    public SqlConfig withTimeout(Duration newTimeout) {
        return new SqlConfig(newTimeout, memory, valueBytes);
    }

    public SqlConfig withMemory(ReplayConfig newMemory) {
        return new SqlConfig(timeout, newMemory, valueBytes);
    }
}
