package io.worldreel.replayer.sql;

import io.worldreel.replayer.sql.Operand.Reals;
import io.worldreel.replayer.sql.Operand.UnknownException;
import io.worldreel.replayer.sql.Operand.Wholes;

/** SQLite's arithmetic and comparisons on the rows of a run. Where it would change a value's type, only SQLite knows. */
final class Arithmetic {
    /** Up to here every whole number is a real. */
    private static final long EXACT = 1L << 53;

    private Arithmetic() {}

    static Operand compute(Opcode operation, Operand left, Operand right) {
        int rows = Math.max(left.length(), right.length());
        if (left instanceof Wholes && right instanceof Wholes) {
            try {
                return new Wholes(compute(operation, left.wholes(rows), right.wholes(rows)));
            } catch (ArithmeticException overflow) {
                throw new UnknownException(); // SQLite goes on with reals
            }
        }
        return new Reals(compute(operation, left.reals(rows), right.reals(rows)));
    }

    private static long[] compute(Opcode operation, long[] left, long[] right) {
        long[] out = new long[left.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = switch (operation) {
                case ADD -> Math.addExact(left[i], right[i]);
                case SUBTRACT -> Math.subtractExact(left[i], right[i]);
                case MULTIPLY -> Math.multiplyExact(left[i], right[i]);
                case DIVIDE -> Math.divideExact(left[i], right[i]);
                default -> throw new UnknownException();
            };
        }
        return out;
    }

    private static double[] compute(Opcode operation, double[] left, double[] right) {
        double[] out = new double[left.length];
        switch (operation) {
            case ADD -> {
                for (int i = 0; i < out.length; i++) {
                    out[i] = left[i] + right[i];
                }
            }
            case SUBTRACT -> {
                for (int i = 0; i < out.length; i++) {
                    out[i] = left[i] - right[i];
                }
            }
            case MULTIPLY -> {
                for (int i = 0; i < out.length; i++) {
                    out[i] = left[i] * right[i];
                }
            }
            case DIVIDE -> {
                for (int i = 0; i < out.length; i++) {
                    out[i] = right[i] == 0 ? Double.NaN : left[i] / right[i];
                }
            }
            default -> throw new UnknownException();
        }
        return out;
    }

    /** @param function as EXPLAIN names it, such as {@code sqrt(1)} */
    static Operand call(String function, Operand argument) {
        return switch (function) {
            case "sqrt(1)" -> squareRoots(argument.reals(argument.length()));
            case "abs(1)" -> absolute(argument);
            default -> Operand.Unknown.UNKNOWN;
        };
    }

    private static Operand squareRoots(double[] values) {
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = Math.sqrt(values[i]);
        }
        return new Reals(out);
    }

    private static Operand absolute(Operand argument) {
        if (argument instanceof Wholes(long[] values)) {
            long[] out = new long[values.length];
            for (int i = 0; i < out.length; i++) {
                if (values[i] == Long.MIN_VALUE) {
                    throw new UnknownException(); // an error, of which SQLite speaks
                }
                out[i] = Math.abs(values[i]);
            }
            return new Wholes(out);
        }
        double[] values = argument.reals(argument.length());
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = Math.abs(values[i]);
        }
        return new Reals(out);
    }

    /** For each row whether a comparison holds; where it compares with NULL, {@code ofNull}. */
    static boolean[] compare(Opcode comparison, Operand left, Operand right, boolean ofNull) {
        if (left instanceof Operand.Text(String one) && right instanceof Operand.Text(String other)) {
            return switch (comparison) {
                case EQ -> new boolean[]{ one.equals(other) };
                case NE -> new boolean[]{ !one.equals(other) };
                default -> throw new UnknownException();
            };
        }
        int rows = Math.max(left.length(), right.length());
        boolean[] out = new boolean[rows];
        if (left instanceof Wholes && right instanceof Wholes) {
            long[] one = left.wholes(rows);
            long[] other = right.wholes(rows);
            for (int i = 0; i < rows; i++) {
                out[i] = holds(comparison, Long.compare(one[i], other[i]));
            }
            return out;
        }
        double[] one = exactReals(left, rows);
        double[] other = exactReals(right, rows);
        for (int i = 0; i < rows; i++) {
            boolean isNull = Double.isNaN(one[i]) || Double.isNaN(other[i]);
            int order = one[i] < other[i] ? -1 : one[i] > other[i] ? 1 : 0;
            out[i] = isNull ? ofNull : holds(comparison, order);
        }
        return out;
    }

    private static double[] exactReals(Operand operand, int rows) {
        if (operand instanceof Wholes(long[] values)) {
            for (long value : values) {
                if (value > EXACT || value < -EXACT) {
                    throw new UnknownException();
                }
            }
        }
        return operand.reals(rows);
    }

    private static boolean holds(Opcode comparison, int order) {
        return switch (comparison) {
            case EQ -> order == 0;
            case NE -> order != 0;
            case LT -> order < 0;
            case LE -> order <= 0;
            case GT -> order > 0;
            case GE -> order >= 0;
            default -> throw new UnknownException();
        };
    }
}
