package io.worldreel.format.window;

import java.util.Optional;

/**
 * The grid on which a sender quantised unit quaternions: three columns of a few bits each, the fourth computed (FORMAT.md,
 * "Quaternion grid"). Grid integers run from 0 for -sqrt(1/2) to {@link #max()} for sqrt(1/2); the computed column goes beyond.
 *
 * @param bits of a kept column, {@link #MIN_BITS} to {@link #MAX_BITS}
 * @param formula how the sender computes, 1 to {@link #FORMULAS}
 */
record QuatGrid(int bits, int formula) {
    static final int MIN_BITS = 6;
    static final int MAX_BITS = 22;
    static final int FORMULAS = 6;
    /** Added to the index of the computed column if it is negative. */
    static final int NEGATIVE = 4;

    /** A column of less than about a half is not the greatest. */
    static final float LEAST_COMPUTED = 0.49f;

    private static final float SQRT1_2F = (float) Math.sqrt(0.5);
    private static final double SQRT1_2 = Math.sqrt(0.5);
    private static final double SQRT2 = Math.sqrt(2);

    /** The coarsest grid that keeps quaternions within half a step, nearly always; empty if none is fine enough. */
    static Optional<QuatGrid> ofStep(double step) {
        for (int bits = MIN_BITS; bits <= MAX_BITS; bits++) {
            if (SQRT1_2 / ((1 << bits) - 1) <= step / 4) {
                return Optional.of(new QuatGrid(bits, FORMULAS));
            }
        }
        return Optional.empty();
    }

    /**
     * Puts a quaternion on the grid.
     *
     * @return whether no column moves by more than {@code most}; otherwise nothing is changed
     */
    boolean round(float[] columns, double most) {
        int computed = greatest(columns);
        float[] near = new float[4];
        for (int c = 0; c < 4; c++) {
            near[c] = kept(nearest(columns[c]));
        }
        near[computed % NEGATIVE] = computed(near, computed);
        for (int c = 0; c < 4; c++) {
            if (!(Math.abs((double) near[c] - columns[c]) <= most)) {
                return false;
            }
        }
        System.arraycopy(near, 0, columns, 0, 4);
        return true;
    }

    int max() {
        return (1 << bits) - 1;
    }

    /** The grid integer that stands for 0 where there is nothing to predict from. */
    int middle() {
        return 1 << (bits - 1);
    }

    /** The column that a grid integer stands for. */
    float kept(int integer) {
        if (formula <= 3) {
            return ((float) integer / (float) max() - 0.5f) * 2f * SQRT1_2F;
        }
        return (float) (((double) integer / max() - 0.5) * 2 * SQRT1_2);
    }

    /** As {@link #kept(int)}, for a run. */
    void kept(int[] integers, float[] out, int from, int end) {
        int max = max();
        if (formula <= 3) {
            for (int i = from; i < end; i++) {
                out[i] = ((float) integers[i] / (float) max - 0.5f) * 2f * SQRT1_2F;
            }
        } else {
            for (int i = from; i < end; i++) {
                out[i] = (float) (((double) integers[i] / max - 0.5) * 2 * SQRT1_2);
            }
        }
    }

    /** Whether a grid integer, which may lie beyond the grid, stands for less than 0. */
    boolean isNegative(int integer) {
        return 2 * integer < max();
    }

    /** The magnitude of the computed column, from the three others in the order of columns; NaN if there can be none. */
    float computed(float a, float b, float c) {
        return switch (formula) {
            case 1, 4 -> (float) Math.sqrt(Math.fma(c, -c, Math.fma(b, -b, Math.fma(a, -a, 1f))));
            case 2, 5 -> (float) Math.sqrt(1f - a * a - b * b - c * c);
            default -> (float) Math.sqrt(1.0 - (double) a * a - (double) b * b - (double) c * c);
        };
    }

    /** The grid integer nearest to any column; that of 0 for what no unit quaternion has. */
    int nearest(float column) {
        double place = Math.abs(column) <= 2 ? (column * SQRT2 + 1) * 0.5 * max() : 0.5 * max();
        return (int) Math.rint(place);
    }

    /**
     * Finds the nearest grid integers of a run of columns.
     *
     * @param misfits the bits in which what an integer stands for differs from the column
     */
    void toIntegers(float[] columns, int count, int[] out, int[] misfits) {
        float most = 0;
        for (int i = 0; i < count; i++) {
            most = Math.max(most, Math.abs(columns[i]));
        }
        int max = max();
        if (most <= 2) {
            for (int i = 0; i < count; i++) {
                out[i] = (int) (((columns[i] * SQRT2 + 1) * 0.5 * max + Coding.ROUND) - Coding.ROUND);
            }
        } else {
            for (int i = 0; i < count; i++) {
                out[i] = nearest(columns[i]);
            }
        }
        if (formula <= 3) {
            for (int i = 0; i < count; i++) {
                float kept = ((float) out[i] / (float) max - 0.5f) * 2f * SQRT1_2F;
                misfits[i] = Float.floatToRawIntBits(kept) ^ Float.floatToRawIntBits(columns[i]);
            }
        } else {
            for (int i = 0; i < count; i++) {
                float kept = (float) (((double) out[i] / max - 0.5) * 2 * SQRT1_2);
                misfits[i] = Float.floatToRawIntBits(kept) ^ Float.floatToRawIntBits(columns[i]);
            }
        }
    }

    /** The index of the greatest column by magnitude, plus {@link #NEGATIVE} if it is negative. */
    static int greatest(float[] columns) {
        int greatest = 0;
        for (int c = 1; c < 4; c++) {
            if (Math.abs(columns[c]) > Math.abs(columns[greatest])) {
                greatest = c;
            }
        }
        return columns[greatest] < 0 ? greatest + NEGATIVE : greatest;
    }

    /**
     * Finds the grid integers of a quaternion.
     *
     * @param guess which column may be the computed one, as {@link #greatest} says it
     * @param out the four grid integers, if the grid holds the quaternion
     * @return which column is the computed one, or -1 if the grid does not rebuild the quaternion bit for bit
     */
    int fit(float[] columns, int guess, int[] out) {
        if (fits(columns, guess, out)) {
            return guess;
        }
        for (int c = 0; c < 4; c++) {
            int computed = columns[c] < 0 ? c + NEGATIVE : c;
            if (computed != guess && Math.abs(columns[c]) > LEAST_COMPUTED && fits(columns, computed, out)) {
                return computed;
            }
        }
        return -1;
    }

    private boolean fits(float[] columns, int computed, int[] out) {
        int skip = computed % NEGATIVE;
        for (int c = 0; c < 4; c++) {
            int integer = nearest(columns[c]);
            out[c] = integer;
            if (c != skip && !same(kept(integer), columns[c])) {
                return false;
            }
        }
        return rebuilds(columns, computed);
    }

    /** Whether the computed column follows from the others bit for bit. */
    boolean rebuilds(float[] columns, int computed) {
        return same(computed(columns, computed), columns[computed % NEGATIVE]);
    }

    /** The computed column, of either sign, from the three others. */
    float computed(float[] columns, int computed) {
        float magnitude = switch (computed % NEGATIVE) {
            case 0 -> computed(columns[1], columns[2], columns[3]);
            case 1 -> computed(columns[0], columns[2], columns[3]);
            case 2 -> computed(columns[0], columns[1], columns[3]);
            default -> computed(columns[0], columns[1], columns[2]);
        };
        return computed >= NEGATIVE ? -magnitude : magnitude;
    }

    /** As {@link #computed(float[], int)}, for a run of one computed column. */
    void computed(float[][] columns, int computed, int from, int end) {
        int skipped = computed % NEGATIVE;
        float[] a = columns[skipped == 0 ? 1 : 0];
        float[] b = columns[skipped <= 1 ? 2 : 1];
        float[] c = columns[skipped <= 2 ? 3 : 2];
        float[] out = columns[skipped];
        if (formula == 1 || formula == 4) {
            for (int i = from; i < end; i++) {
                out[i] = (float) Math.sqrt(Math.fma(c[i], -c[i], Math.fma(b[i], -b[i], Math.fma(a[i], -a[i], 1f))));
            }
        } else {
            for (int i = from; i < end; i++) {
                out[i] = computed(a[i], b[i], c[i]);
            }
        }
        for (int i = from; computed >= NEGATIVE && i < end; i++) {
            out[i] = -out[i];
        }
    }

    private static boolean same(float a, float b) {
        return Float.floatToRawIntBits(a) == Float.floatToRawIntBits(b);
    }
}
