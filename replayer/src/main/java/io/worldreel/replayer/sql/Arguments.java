package io.worldreel.replayer.sql;

import io.worldreel.replayer.Moment;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a table-valued function was called with. */
final class Arguments {
    private final String usage;
    private final Bounds bounds;

    /** @param usage how the function is called, for messages */
    Arguments(String usage, Bounds bounds) {
        this.usage = usage;
        this.bounds = bounds;
    }

    double number(SearchKey key) {
        double number = switch (argument(key)) {
            case Argument.Whole(long value) -> value;
            case Argument.Real(double value) -> value;
            default -> Double.NaN;
        };
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException(key.name().toLowerCase(java.util.Locale.ROOT) + " of " + usage
                    + " must be a number");
        }
        return number;
    }

    String text(SearchKey key) {
        return argument(key) instanceof Argument.Text(String text) ? text : Long.toString((long) number(key));
    }

    Argument argument(SearchKey key) {
        return bounds.parameter(key).orElseThrow(() -> new IllegalArgumentException("call it as " + usage));
    }

    /** Narrows the bounds to what the arguments {@code from} and {@code to} say. */
    void narrow(MomentFunction moments) {
        bounds.narrow(moment(SearchKey.FROM, new Moment.Start()), moment(SearchKey.TO, new Moment.End()), moments);
    }

    private Moment moment(SearchKey key, Moment otherwise) {
        return switch (bounds.parameter(key).orElse(Argument.NULL)) {
            case Argument.Null none -> otherwise;
            case Argument.Whole(long nanos) -> new Moment.Time(nanos);
            case Argument.Text(String word) -> Moment.parse(word);
            default -> throw new IllegalArgumentException(
                    "from and to of " + usage + " must be moments such as '+12.5s', or nanoseconds");
        };
    }

    /** The values of the hidden columns that the arguments are. */
    List<@Nullable Object> columns(SearchKey... keys) {
        List<@Nullable Object> values = new ArrayList<>();
        for (SearchKey key : keys) {
            values.add(switch (bounds.parameter(key).orElse(Argument.NULL)) {
                case Argument.Whole(long value) -> value;
                case Argument.Real(double value) -> value;
                case Argument.Text(String value) -> value;
                default -> null;
            });
        }
        return values;
    }
}
