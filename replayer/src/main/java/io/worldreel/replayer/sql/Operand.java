package io.worldreel.replayer.sql;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a register of SQLite's machine holds for all rows of a run at once: a value for each row, or one that all of them have. The
 * arrays are shared and never written to.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
sealed interface Operand {
    /** A NaN is NULL: SQLite has no NaN. */
    record Reals(double[] values) implements Operand {
        static final Operand NULL = new Reals(new double[]{ Double.NaN });
    }

    record Wholes(long[] values) implements Operand {}

    record Text(String value) implements Operand {}

    /** Values of a row of a sorter. */
    record Fields(Operand[] values) implements Operand {}

    /** What rows have been gathered into so far. */
    record Gathered(Aggregate aggregate) implements Operand {}

    /** What only SQLite knows, such as a parameter. */
    enum Unknown implements Operand {
        UNKNOWN
    }

    /** Something of which only SQLite knows what becomes of it. */
    final class UnknownException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnknownException() {
            super("", null, false, false);
        }
    }

    static Operand of(long whole) {
        return new Wholes(new long[]{ whole });
    }

    static Operand of(double real) {
        return new Reals(new double[]{ real });
    }

    /** @param value a Long, Double, String or null */
    static Operand of(@Nullable Object value) {
        return switch (value) {
            case null -> Reals.NULL;
            case Long whole -> of((long) whole);
            case Double real -> of((double) real);
            case String text -> new Text(text);
            default -> throw new UnknownException();
        };
    }

    /** How many values; 1 may stand for all rows of a run. */
    default int length() {
        return switch (this) {
            case Reals(double[] values) -> values.length;
            case Wholes(long[] values) -> values.length;
            default -> 1;
        };
    }

    /** Numbers as reals, for so many rows. */
    default double[] reals(int rows) {
        return switch (this) {
            case Reals(double[] values) -> values.length == rows ? values : filled(values[0], rows);
            case Wholes(long[] values) -> Arrays.stream(wholes(rows)).asDoubleStream().toArray();
            default -> throw new UnknownException();
        };
    }

    /** Whole numbers, for so many rows. */
    default long[] wholes(int rows) {
        if (!(this instanceof Wholes(long[] values))) {
            throw new UnknownException();
        }
        if (values.length == rows) {
            return values;
        }
        long[] all = new long[rows];
        Arrays.fill(all, values[0]);
        return all;
    }

    private static double[] filled(double value, int rows) {
        double[] all = new double[rows];
        Arrays.fill(all, value);
        return all;
    }

    /** The one value: a Long, Double, String or null. */
    default @Nullable Object value() {
        return switch (this) {
            case Reals(double[] values) when values.length == 1 -> Double.isNaN(values[0]) ? null : (Object) values[0];
            case Wholes(long[] values) when values.length == 1 -> values[0];
            case Text(String text) -> text;
            default -> throw new UnknownException();
        };
    }

    /** The one value, a whole number. */
    default long whole() {
        if (this instanceof Wholes(long[] values) && values.length == 1) {
            return values[0];
        }
        throw new UnknownException();
    }

    /** Only some of the rows, of an operand that has a value for each. */
    default Operand only(int[] rows) {
        return switch (this) {
            case Reals(double[] values) -> {
                double[] some = new double[rows.length];
                for (int i = 0; i < some.length; i++) {
                    some[i] = values[rows[i]];
                }
                yield new Reals(some);
            }
            case Wholes(long[] values) -> {
                long[] some = new long[rows.length];
                for (int i = 0; i < some.length; i++) {
                    some[i] = values[rows[i]];
                }
                yield new Wholes(some);
            }
            default -> this;
        };
    }
}
