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
     * Turns the differences of one series from what was predicted into integers.
     *
     * @param order 0 to 2
     * @param base the integer to predict from
     */
    static void integrate(int order, int base, int[] values, int from, int end) {
        if (order == 1) {
            accumulate(base, values, from, end);
        } else if (order == 2) {
            int last = base;
            int change = 0;
            for (int i = from; i < end; i++) {
                change += values[i];
                last += change;
                values[i] = last;
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

    /** Turns integers of a column of floats into what they stand for; plain ones are left as their bits. */
    static void toFloats(int coding, Column column, int[] values, int from, int end, float[] out) {
        if (coding == Coding.PLAIN) {
            for (int i = from; i < end; i++) {
                values[i] ^= (values[i] >> 31) & Integer.MAX_VALUE;
            }
            Coding.toFloats(values, from, end - from, out);
            return;
        }
        double unit = Coding.unit(coding, column);
        for (int i = from; i < end; i++) {
            out[i] = (float) (values[i] * unit);
        }
    }

    /** Wraps integers of a column of integers to its width. */
    static void wrap(Column column, int[] values, int from, int end) {
        if (column.bytes() < Integer.BYTES) {
            int shift = Integer.SIZE - 8 * column.bytes();
            for (int i = from; i < end; i++) {
                values[i] = values[i] << shift >> shift;
            }
        }
    }
}
