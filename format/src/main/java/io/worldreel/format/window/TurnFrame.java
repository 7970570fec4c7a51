package io.worldreel.format.window;

/**
 * A quaternion's columns in the order and with the signs in which its computed column is w and positive, and turns are products
 * from the left: it has been multiplied by one of +-1, +-i, +-j, +-k from the side from which it is not turned, and conjugated
 * where axes turn along. In every frame it turns by the same formula.
 */
record TurnFrame(Source x, Source y, Source z, Source w) {

    private static final TurnFrame[] FRAMES = new TurnFrame[4 * QuatGrid.NEGATIVE];

    static {
        for (int computed = 0; computed < 2 * QuatGrid.NEGATIVE; computed++) {
            int column = computed % QuatGrid.NEGATIVE;
            int sign = computed < QuatGrid.NEGATIVE ? 1 : -1;
            FRAMES[computed] = of(column, sign, sign);
            FRAMES[2 * QuatGrid.NEGATIVE + computed] = of(column, sign, -sign);
        }
    }

    /**
     * What stands for a column of the frame.
     *
     * @param column of the quaternion, times {@code sign}
     * @param lane its place among the kept columns
     */
    record Source(int column, double sign, int lane) {
        static Source of(int column, int sign, int computed) {
            return new Source(column, sign, column > computed ? column - 1 : column);
        }
    }

    private static TurnFrame of(int w, int sign, int other) {
        return switch (w) {
            case 0 -> of(w, sign, 3, -other, 2, -sign, 1, sign);
            case 1 -> of(w, sign, 2, sign, 3, -other, 0, -sign);
            case 2 -> of(w, sign, 1, -sign, 0, sign, 3, -other);
            default -> of(w, sign, 0, other, 1, other, 2, other);
        };
    }

    private static TurnFrame of(int w, int sign, int x, int signX, int y, int signY, int z, int signZ) {
        return new TurnFrame(Source.of(x, signX, w), Source.of(y, signY, w), Source.of(z, signZ, w),
                Source.of(w, sign, w));
    }

    /**
     * The frame of a quaternion.
     *
     * @param computed the index of its computed column, plus {@link QuatGrid#NEGATIVE} if it is negative
     * @param side -1 if axes turn along, else 1
     */
    static TurnFrame of(int computed, double side) {
        return FRAMES[(side < 0 ? 2 * QuatGrid.NEGATIVE : 0) + computed];
    }
}
