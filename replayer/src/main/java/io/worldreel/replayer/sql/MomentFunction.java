package io.worldreel.replayer.sql;

import io.worldreel.replayer.Moment;

import java.sql.SQLException;
import org.sqlite.Function;

/**
 * {@code moment('+12.5s')}: the nanoseconds since the Unix epoch of a moment that is written as the command line has it. A tick is
 * no time; a query compares it with the column {@code tick}.
 */
final class MomentFunction extends Function {
    private final long start;
    private final long end;

    /** @param start the least time of the archive, {@code end} its greatest */
    MomentFunction(long start, long end) {
        this.start = start;
        this.end = end;
    }

    @Override
    protected void xFunc() throws SQLException {
        String word = value_text(0);
        if (word == null) {
            result();
            return;
        }
        try {
            result(nanos(Moment.parse(word)));
        } catch (IllegalArgumentException | ArithmeticException noMoment) {
            error("moment('" + word + "'): " + noMoment.getMessage());
        }
    }

    /** @throws IllegalArgumentException if the moment is a tick */
    long nanos(Moment moment) {
        return switch (moment) {
            case Moment.Time(long nanos) -> nanos;
            case Moment.Offset(long nanos) -> Math.addExact(start, nanos);
            case Moment.Start first -> start;
            case Moment.End last -> end;
            case Moment.Tick tick -> throw new IllegalArgumentException(
                    "a tick is no time: compare it with the column tick");
        };
    }
}
