package io.worldreel.replayer.sql;

import io.worldreel.replayer.sql.Operand.Reals;
import io.worldreel.replayer.sql.Operand.UnknownException;
import io.worldreel.replayer.sql.Operand.Wholes;
import org.jspecify.annotations.Nullable;

/** An aggregate function, to the bit as SQLite computes it (func.c). */
abstract class Aggregate {

    /** @param function as EXPLAIN names it, such as {@code avg(1)} */
    static Aggregate of(String function) {
        return switch (function) {
            case "count(0)" -> new Count(true);
            case "count(1)" -> new Count(false);
            case "sum(1)" -> new Sum(Sum.Kind.SUM);
            case "avg(1)" -> new Sum(Sum.Kind.AVERAGE);
            case "total(1)" -> new Sum(Sum.Kind.TOTAL);
            case "min(1)" -> new Extreme(false);
            case "max(1)" -> new Extreme(true);
            default -> throw new UnknownException();
        };
    }

    /** Takes so many rows, whose values the operand has. Whether they have the minimum or maximum so far, and none before them. */
    abstract boolean add(Operand values, int rows);

    /** A Long, Double, String or null. */
    abstract @Nullable Object result();

    private static final class Count extends Aggregate {
        private final boolean ofRows;
        private long count;

        Count(boolean ofRows) {
            this.ofRows = ofRows;
        }

        @Override
        boolean add(Operand values, int rows) {
            if (ofRows || values instanceof Wholes || values instanceof Operand.Text) {
                count += rows;
            } else {
                for (double value : values.reals(rows)) {
                    count += Double.isNaN(value) ? 0 : 1;
                }
            }
            return false;
        }

        @Override
        Object result() {
            return count;
        }
    }

    /** Whole numbers are summed as such until a real comes; reals after Kahan, Babuska and Neumaier. */
    private static final class Sum extends Aggregate {
        enum Kind {
            SUM, AVERAGE, TOTAL
        }

        /** Whole numbers from here on are taken in two parts, which are reals. */
        private static final long LARGE = 1L << 52;
        private static final long PART = 1 << 14;

        private final Kind kind;
        private long count;
        private long wholeSum;
        private boolean inReals;
        private double sum;
        private double error;

        Sum(Kind kind) {
            this.kind = kind;
        }

        @Override
        boolean add(Operand values, int rows) {
            if (values instanceof Wholes) {
                addWholes(values.wholes(rows));
            } else {
                addReals(values.reals(rows));
            }
            return false;
        }

        private void addWholes(long[] values) {
            count += values.length;
            if (inReals) {
                for (long value : values) {
                    addLarge(value);
                }
                return;
            }
            try {
                for (long value : values) {
                    wholeSum = Math.addExact(wholeSum, value);
                }
            } catch (ArithmeticException overflow) {
                throw new UnknownException(); // an error or a real, says SQLite
            }
        }

        private void addReals(double[] values) {
            long more = 0;
            for (double value : values) {
                more += Double.isNaN(value) ? 0 : 1;
            }
            if (more > 0 && !inReals) {
                inReals = true;
                error = smallPart(wholeSum);
                sum = (double) (wholeSum - (long) error);
            }
            count += more;
            double s = sum;
            double e = error;
            for (double value : values) {
                if (!Double.isNaN(value)) {
                    double t = s + value;
                    e += Math.abs(s) > Math.abs(value) ? (s - t) + value : (value - t) + s;
                    s = t;
                }
            }
            sum = s;
            error = e;
        }

        private void addLarge(long value) {
            long small = smallPart(value);
            addReal((double) (value - small));
            if (value >= LARGE || value <= -LARGE) {
                addReal((double) small);
            }
        }

        private static long smallPart(long value) {
            return value >= LARGE || value <= -LARGE ? value % PART : 0;
        }

        private void addReal(double value) {
            double t = sum + value;
            error += Math.abs(sum) > Math.abs(value) ? (sum - t) + value : (value - t) + sum;
            sum = t;
        }

        @Override
        @Nullable
        Object result() {
            if (count == 0) {
                return kind == Kind.TOTAL ? (Object) 0.0 : null;
            }
            if (kind == Kind.SUM && !inReals) {
                return wholeSum;
            }
            double whole = !inReals ? (double) wholeSum : Double.isFinite(error) ? sum + error : sum;
            double result = kind == Kind.AVERAGE ? whole / count : whole;
            return Double.isNaN(result) ? null : (Object) result;
        }
    }

    private static final class Extreme extends Aggregate {
        private final boolean greatest;
        private @Nullable Object best;

        Extreme(boolean greatest) {
            this.greatest = greatest;
        }

        @Override
        boolean add(Operand values, int rows) {
            Object before = best;
            switch (values) {
                case Wholes(long[] wholes) when !(before instanceof Double) -> {
                    long found = before instanceof Long known ? known : wholes[0];
                    for (long value : wholes) {
                        found = greatest ? Math.max(found, value) : Math.min(found, value);
                    }
                    best = found;
                }
                case Reals(double[] reals) when !(before instanceof Long) -> addReals(reals, before);
                default -> throw new UnknownException();
            }
            return best == null || !best.equals(before);
        }

        /** Of equal ones, as 0.0 and -0.0, the first stays. */
        private void addReals(double[] reals, @Nullable Object before) {
            double found = before instanceof Double known ? known : Double.NaN;
            for (double value : reals) {
                if (greatest ? value > found : value < found) {
                    found = value;
                } else if (Double.isNaN(found)) {
                    found = value;
                }
            }
            best = Double.isNaN(found) ? null : (Object) found;
        }

        @Override
        @Nullable
        Object result() {
            return best;
        }
    }
}
