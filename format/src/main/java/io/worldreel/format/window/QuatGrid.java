package io.worldreel.format.window;

import java.util.Optional;

/**
 * The grid on which a sender quantised unit quaternions: three columns of a few bits each, the fourth computed (FORMAT.md,
 * "Quaternion grid"). Grid integers run from 0 for -sqrt(1/2) to {@link #max()} for sqrt(1/2); the computed column goes beyond.
 *
 * @param max the greatest grid integer, {@link #MIN} to {@link #MAX}
 * @param formula how the sender computes, 1 to {@link #FORMULAS}
 * @param step by what the computed column is corrected, with formula {@link #CORRECTED}
 */
record QuatGrid(int max, int formula, double step) {
    static final int MIN_BITS = 6;
    static final int MAX_BITS = 22;
    static final int MIN = (1 << MIN_BITS) - 1;
    static final int MAX = (1 << MAX_BITS) - 1;
    static final int FORMULAS = 7;
    /** The formula of lossy columns: what is computed is put right by whole steps. */
    static final int CORRECTED = 7;
    /** Added to the index of the computed column if it is negative. */
    static final int NEGATIVE = 4;
    /** Above so many bits for the computed column a series has the corrections. */
    static final int CORRECTION_SHIFT = 3;

    /** A column of less than about a half is not the greatest. */
    static final float LEAST_COMPUTED = 0.49f;

    /** What is greater by magnitude has the grid integer of 0. */
    static final float MOST_COLUMN = 2;

    private static final int COLUMNS = 4;
    private static final float SQRT1_2F = (float) Math.sqrt(0.5);
    private static final double SQRT1_2 = Math.sqrt(0.5);
    private static final double SQRT2 = Math.sqrt(2);
    /** The part of a step between two integers of a lossy grid: what is left takes what rounding to a float adds. */
    private static final double LOSSY_PART = 0.999;

    static QuatGrid ofBits(int bits, int formula) {
        return new QuatGrid((1 << bits) - 1, formula, 0);
    }

    /** The coarsest grid that keeps quaternions within half a step, if one does. */
    static Optional<QuatGrid> ofStep(double step) {
        double max = Math.ceil(SQRT2 / (step * LOSSY_PART));
        return max <= MAX
                ? Optional.of(new QuatGrid(Math.max(MIN, (int) max), CORRECTED, step))
                : Optional.empty();
    }

    /**
     * Puts a quaternion on the grid.
     *
     * @return whether no column moves by more than {@code most}; otherwise nothing is changed
     */
    boolean round(float[] columns, double most) {
        int computed = greatest(columns);
        float[] near = new float[COLUMNS];
        for (int c = 0; c < COLUMNS; c++) {
            near[c] = kept(nearest(columns[c]));
        }
        near[computed % NEGATIVE] = computed(near, computed, correction(near, computed, columns[computed % NEGATIVE]));
        for (int c = 0; c < COLUMNS; c++) {
            if (!(Math.abs((double) near[c] - columns[c]) <= most)) {
                return false;
            }
        }
        System.arraycopy(near, 0, columns, 0, COLUMNS);
        return true;
    }

    boolean isCorrected() {
        return formula == CORRECTED;
    }

    /** The grid integer that stands for 0 where there is nothing to predict from. */
    int middle() {
        return (max + 1) / 2;
    }

    /** The column that a grid integer stands for. */
    float kept(int integer) {
        return switch (formula) {
            case 1, 2, 3 -> ((float) integer / (float) max - 0.5f) * 2f * SQRT1_2F;
            case CORRECTED -> (float) ((2.0 * integer - max) * (SQRT1_2 / max));
            default -> (float) (((double) integer / max - 0.5) * 2 * SQRT1_2);
        };
    }

    /** As {@link #kept(int)}, for a run. */
    void kept(int[] integers, int from, int end, float[] out) {
        switch (formula) {
            case 1, 2, 3 -> {
                for (int i = from; i < end; i++) {
                    out[i] = ((float) integers[i] / (float) max - 0.5f) * 2f * SQRT1_2F;
                }
            }
            case CORRECTED -> {
                double unit = SQRT1_2 / max;
                for (int i = from; i < end; i++) {
                    out[i] = (float) ((2.0 * integers[i] - max) * unit);
                }
            }
            default -> {
                for (int i = from; i < end; i++) {
                    out[i] = (float) (((double) integers[i] / max - 0.5) * 2 * SQRT1_2);
                }
            }
        }
    }

    /** As {@link #kept(int)}, for a run of distances from the middle of the grid. */
    void kept(double[] places, int from, int end, float[] out) {
        double half = 0.5 * max;
        switch (formula) {
            case 1, 2, 3 -> {
                for (int i = from; i < end; i++) {
                    out[i] = ((float) (places[i] + half) / (float) max - 0.5f) * 2f * SQRT1_2F;
                }
            }
            case CORRECTED -> {
                double unit = SQRT1_2 / max;
                for (int i = from; i < end; i++) {
                    out[i] = (float) (2 * places[i] * unit);
                }
            }
            default -> {
                for (int i = from; i < end; i++) {
                    out[i] = (float) (((places[i] + half) / max - 0.5) * 2 * SQRT1_2);
                }
            }
        }
    }

    /** The magnitude of the computed column, from the three others in the order of columns; NaN if there can be none. */
    private float magnitude(float a, float b, float c) {
        return switch (formula) {
            case 1, 4 -> (float) Math.sqrt(Math.fma(c, -c, Math.fma(b, -b, Math.fma(a, -a, 1f))));
            case 2, 5 -> (float) Math.sqrt(1f - a * a - b * b - c * c);
            default -> (float) Math.sqrt(square(a, b, c));
        };
    }

    /** As above for a run of quaternions: the magnitude of the column in whose place the others have a 0. */
    void magnitudes(float[][] others, int from, int end, float[] out) {
        float[] x = others[0];
        float[] y = others[1];
        float[] z = others[2];
        float[] w = others[3];
        switch (formula) {
            case 1, 4 -> {
                for (int i = from; i < end; i++) {
                    out[i] = (float) Math.sqrt(Math.fma(w[i], -w[i],
                            Math.fma(z[i], -z[i], Math.fma(y[i], -y[i], Math.fma(x[i], -x[i], 1f)))));
                }
            }
            case 2, 5 -> {
                for (int i = from; i < end; i++) {
                    out[i] = (float) Math.sqrt(1f - x[i] * x[i] - y[i] * y[i] - z[i] * z[i] - w[i] * w[i]);
                }
            }
            default -> {
                for (int i = from; i < end; i++) {
                    double three = square(x[i], y[i], z[i]);
                    out[i] = (float) Math.sqrt(three - (double) w[i] * w[i]);
                }
            }
        }
    }

    private static double square(double a, double b, double c) {
        return 1.0 - a * a - b * b - c * c;
    }

    /** The grid integer nearest to any column; that of 0 for what no unit quaternion has. */
    int nearest(float column) {
        double place = Math.abs(column) <= MOST_COLUMN ? (column * SQRT2 + 1) * 0.5 * max : 0.5 * max;
        return (int) Math.rint(place);
    }

    /**
     * Finds the nearest grid integers of a run of columns.
     *
     * @param near whether all are at most {@link #MOST_COLUMN} by magnitude
     * @param rebuilt the columns that they stand for
     */
    void toIntegers(float[] columns, int count, boolean near, int[] out, float[] rebuilt) {
        if (near) {
            for (int i = 0; i < count; i++) {
                out[i] = (int) (((columns[i] * SQRT2 + 1) * 0.5 * max + Coding.ROUND) - Coding.ROUND);
            }
        } else {
            for (int i = 0; i < count; i++) {
                out[i] = nearest(columns[i]);
            }
        }
        kept(out, 0, count, rebuilt);
    }

    /** The index of the greatest column by magnitude, plus {@link #NEGATIVE} if it is negative. */
    static int greatest(float[] columns) {
        int greatest = 0;
        for (int c = 1; c < COLUMNS; c++) {
            if (Math.abs(columns[c]) > Math.abs(columns[greatest])) {
                greatest = c;
            }
        }
        return columns[greatest] < 0 ? greatest + NEGATIVE : greatest;
    }

    /**
     * Finds which column of a quaternion is the computed one, the greatest first.
     *
     * @return as {@link #greatest} says it, or -1 if the grid does not rebuild the quaternion bit for bit
     */
    int fit(float[] columns) {
        int greatest = greatest(columns);
        if (fits(columns, greatest)) {
            return greatest;
        }
        for (int c = 0; c < COLUMNS; c++) {
            int computed = columns[c] < 0 ? c + NEGATIVE : c;
            if (computed != greatest && Math.abs(columns[c]) > LEAST_COMPUTED && fits(columns, computed)) {
                return computed;
            }
        }
        return -1;
    }

    private boolean fits(float[] columns, int computed) {
        for (int c = 0; c < COLUMNS; c++) {
            if (c != computed % NEGATIVE && !same(kept(nearest(columns[c])), columns[c])) {
                return false;
            }
        }
        return rebuilds(columns, computed);
    }

    /** Whether the computed column follows from the others bit for bit. */
    boolean rebuilds(float[] columns, int computed) {
        float column = columns[computed % NEGATIVE];
        return same(computed(columns, computed, correction(columns, computed, column)), column);
    }

    /** By how many steps what is computed from the others must be put right to be within half a step of a column. */
    int correction(float[] columns, int computed, float column) {
        return formula == CORRECTED ? (int) Math.rint((column - exact(columns, computed)) / step) : 0;
    }

    private static double exact(float[] columns, int computed) {
        int skipped = computed % NEGATIVE;
        double root = Math.sqrt(Math.max(0, square(columns[skipped == 0 ? 1 : 0], columns[skipped <= 1 ? 2 : 1],
                columns[skipped <= 2 ? 3 : 2])));
        return computed >= NEGATIVE ? -root : root;
    }

    /** The computed column, of either sign, from the three others. */
    float computed(float[] columns, int computed, int correction) {
        if (formula == CORRECTED) {
            return (float) (exact(columns, computed) + correction * step);
        }
        int skipped = computed % NEGATIVE;
        float magnitude = magnitude(columns[skipped == 0 ? 1 : 0], columns[skipped <= 1 ? 2 : 1],
                columns[skipped <= 2 ? 3 : 2]);
        return computed >= NEGATIVE ? -magnitude : magnitude;
    }

    /**
     * As {@link #computed(float[], int, int)} with formula {@link #CORRECTED}, for value i of columns that have a 0 for it.
     *
     * @param change the number of the first series, whose bits from {@link #CORRECTION_SHIFT} on are the correction
     */
    float corrected(float[][] columns, int i, int computed, int change) {
        double square = square(columns[0][i], columns[1][i], columns[2][i]) - (double) columns[3][i] * columns[3][i];
        double root = Math.sqrt(Math.max(0, square));
        int correction = NarrowSeriesDecoder.signed(change >>> CORRECTION_SHIFT);
        return (float) ((computed >= NEGATIVE ? -root : root) + correction * step);
    }

    static boolean same(float a, float b) {
        return Float.floatToRawIntBits(a) == Float.floatToRawIntBits(b);
    }
}
