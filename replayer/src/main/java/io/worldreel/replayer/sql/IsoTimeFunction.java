package io.worldreel.replayer.sql;

import java.sql.SQLException;
import java.time.Instant;
import org.sqlite.Function;

/** {@code iso_time(time)}: nanoseconds since the Unix epoch as ISO-8601 in UTC, which {@code moment} reads back. */
final class IsoTimeFunction extends Function {
    private static final int NULL = 5;
    private static final long NANOS_A_SECOND = 1_000_000_000;

    @Override
    protected void xFunc() throws SQLException {
        if (value_type(0) == NULL) {
            result();
            return;
        }
        long nanos = value_long(0);
        result(Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS_A_SECOND), Math.floorMod(nanos, NANOS_A_SECOND))
                .toString());
    }
}
