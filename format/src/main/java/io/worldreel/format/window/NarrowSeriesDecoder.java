package io.worldreel.format.window;

/**
 * Turns the residuals of columns of four bytes or fewer into values, in place: plain loops over arrays, in which decoding spends
 * its time.
 */
final class NarrowSeriesDecoder {
    private NarrowSeriesDecoder() {}

    static int signed(int residual) {
        return (residual >>> 1) ^ -(residual & 1);
    }

    /** Turns residuals into differences from what was predicted. */
    static void toDifferences(int[] values, int from, int end) {
        for (int i = from; i < end; i++) {
            values[i] = signed(values[i]);
        }
    }

    /**
     * Turns the residuals of one series into integers.
     *
     * @param order 0 to 2
     * @param base the integer to predict from
     */
    static void integrate(int order, int base, int[] values, int from, int end) {
        int last = base;
        switch (order) {
            case 0 -> toDifferences(values, from, end);
            case 1 -> {
                for (int i = from; i < end; i++) {
                    last += signed(values[i]);
                    values[i] = last;
                }
            }
            default -> {
                int change = 0;
                for (int i = from; i < end; i++) {
                    change += signed(values[i]);
                    last += change;
                    values[i] = last;
                }
            }
        }
    }

    /** Turns how far each integer of one series is from the one before it into the integers. */
    static void accumulate(int base, int[] values, int from, int end) {
        int last = base;
        for (int i = from; i < end; i++) {
            last += values[i];
            values[i] = last;
        }
    }

    /** Turns the residuals of one series that the clock predicts into integers. */
    static void integrateByClock(int base, int[] values, int from, int end, int[] ratios) {
        int last = base;
        int change = 0;
        for (int i = from; i < end; i++) {
            change = Motion.drift(change, ratios[i]) + signed(values[i]);
            last += change;
            values[i] = last;
        }
    }

    /** As above, two series of the same length side by side: each value must wait for the one before it, but for no other. */
    static void integrateByClock(int baseA, int fromA, int baseB, int fromB, int count, int[] values, int[] ratios) {
        int lastA = baseA;
        int lastB = baseB;
        int changeA = 0;
        int changeB = 0;
        for (int i = 0; i < count; i++) {
            changeA = Motion.drift(changeA, ratios[fromA + i]) + signed(values[fromA + i]);
            changeB = Motion.drift(changeB, ratios[fromB + i]) + signed(values[fromB + i]);
            lastA += changeA;
            lastB += changeB;
            values[fromA + i] = lastA;
            values[fromB + i] = lastB;
        }
    }

    /** Turns integers into the bits that they stand for, sign-extended. */
    static void toBits(int coding, Column column, int[] values, int from, int end) {
        if (coding == Coding.PLAIN) {
            plainBits(column, values, from, end);
            return;
        }
        double unit = Coding.unit(coding, column);
        for (int i = from; i < end; i++) {
            values[i] = Float.floatToRawIntBits((float) (values[i] * unit));
        }
    }

    private static void plainBits(Column column, int[] values, int from, int end) {
        if (column.floating()) {
            for (int i = from; i < end; i++) {
                values[i] ^= (values[i] >> 31) & Integer.MAX_VALUE;
            }
        } else if (column.bytes() < Integer.BYTES) {
            int shift = Integer.SIZE - 8 * column.bytes();
            for (int i = from; i < end; i++) {
                values[i] = values[i] << shift >> shift;
            }
        }
    }
}
