package io.worldreel.format.window;

/** Turns residuals into columns of four bytes or fewer: plain loops over arrays, in which decoding spends its time. */
final class NarrowSeriesDecoder {
    private final Column column;
    private final int shift;
    private final int[] drifts = new int[SeriesEncoder.MAX_LENGTH];
    private final float[] floats = new float[SeriesEncoder.MAX_LENGTH];

    NarrowSeriesDecoder(Column column) {
        this.column = column;
        shift = Integer.SIZE - 8 * column.bytes();
    }

    /**
     * Decodes a series.
     *
     * @param coding and {@code order}: how; order 3 needs a motion that suits the coding
     * @param base the integer to predict from
     * @param residuals from {@code from} on
     * @param out the column bits, sign-extended, from {@code at} on
     */
    void decode(int coding, int order, int base, int[] residuals, int from, int count, int[] out, int at,
            Motion motion) {
        if (order == SeriesEncoder.CLOCKED) {
            if (motion.isAided()) {
                motion.drifts(coding, column, count, drifts);
                integrateAided(base, residuals, from, count, out, at);
            } else {
                integrateByClock(base, residuals, from, count, out, at, motion.ratios());
            }
        } else {
            integrate(order, base, residuals, from, count, out, at);
        }
        toBits(coding, out, at, count);
    }

    private void integrate(int order, int base, int[] residuals, int from, int count, int[] out, int at) {
        int last = base;
        switch (order) {
            case 0 -> {
                for (int i = 0; i < count; i++) {
                    out[at + i] = signed(residuals[from + i]);
                }
            }
            case 1 -> {
                for (int i = 0; i < count; i++) {
                    last += signed(residuals[from + i]);
                    out[at + i] = last;
                }
            }
            default -> {
                int change = 0;
                for (int i = 0; i < count; i++) {
                    change += signed(residuals[from + i]);
                    last += change;
                    out[at + i] = last;
                }
            }
        }
    }

    private void integrateAided(int base, int[] residuals, int from, int count, int[] out, int at) {
        int last = base;
        for (int i = 0; i < count; i++) {
            last += drifts[i] + signed(residuals[from + i]);
            out[at + i] = last;
        }
    }

    private static void integrateByClock(int base, int[] residuals, int from, int count, int[] out, int at,
            int[] ratios) {
        int last = base;
        int change = 0;
        for (int i = 0; i < count; i++) {
            change = Motion.drift(change, ratios[i]) + signed(residuals[from + i]);
            last += change;
            out[at + i] = last;
        }
    }

    static int signed(int residual) {
        return (residual >>> 1) ^ -(residual & 1);
    }

    /** Turns integers into the bits that they stand for. */
    private void toBits(int coding, int[] values, int at, int count) {
        if (coding == Coding.PLAIN) {
            if (column.floating()) {
                for (int i = at; i < at + count; i++) {
                    values[i] ^= (values[i] >> 31) & Integer.MAX_VALUE;
                }
            } else if (shift > 0) {
                for (int i = at; i < at + count; i++) {
                    values[i] = values[i] << shift >> shift;
                }
            }
            return;
        }
        double unit = Coding.unit(coding, column);
        for (int i = 0; i < count; i++) {
            floats[i] = (float) (values[at + i] * unit);
        }
        for (int i = 0; i < count; i++) {
            values[at + i] = Float.floatToRawIntBits(floats[i]);
        }
    }
}
