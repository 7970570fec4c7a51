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

    /**
     * Turns integers into the bits that they stand for, sign-extended.
     *
     * @param floats of use only meanwhile: room for as many values, if the coding is not plain
     */
    static void toBits(int coding, Column column, int[] values, int from, int end, float[] floats) {
        if (coding == Coding.PLAIN) {
            plainBits(column, values, from, end);
            return;
        }
        double unit = Coding.unit(coding, column);
        for (int i = from; i < end; i++) {
            floats[i] = (float) (values[i] * unit);
        }
        Coding.toBits(floats, from, end - from, values);
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
