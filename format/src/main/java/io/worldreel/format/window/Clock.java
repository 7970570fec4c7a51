package io.worldreel.format.window;

/**
 * How far a sender's physics went from frame to frame, which need not be what its clock says (FORMAT.md, "Clock"): a few
 * distinct lengths, and which of them lies between a frame and the one before it.
 */
final class Clock {
    static final int MAX_LENGTHS = 16;
    /** Where nothing is known of it. */
    static final Clock NONE = new Clock(new double[0], new byte[0]);

    private final double[] lengths;
    private final byte[] indexes;
    private final double[] at;

    /**
     * @param lengths in the unit of position by velocity
     * @param indexes of each frame but the first, the number of its length
     */
    Clock(double[] lengths, byte[] indexes) {
        this.lengths = lengths;
        this.indexes = indexes;
        at = new double[indexes.length + 1];
        for (int i = 0; i < indexes.length; i++) {
            at[i + 1] = at[i] + lengths[indexes[i]];
        }
    }

    int ticks() {
        return at.length;
    }

    boolean isKnown() {
        return lengths.length > 0;
    }

    /** The distinct ones; not to be changed. */
    double[] lengths() {
        return lengths;
    }

    /** What lies between two frames; -1 stands for some frame before the window, and is taken for the first. */
    double elapsed(int fromTickIndex, int toTickIndex) {
        return at[toTickIndex] - at[Math.max(0, fromTickIndex)];
    }

    void write(PartWriter out) {
        out.varint(lengths.length);
        for (double length : lengths) {
            out.i64(Double.doubleToRawLongBits(length));
        }
        if (lengths.length > 1) {
            out.bytes(indexes, 0, indexes.length);
        }
    }

    static Clock read(PartReader in, int ticks) {
        double[] lengths = new double[in.varint(MAX_LENGTHS, "the number of lengths of the clock")];
        if (lengths.length == 0) {
            return NONE;
        }
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = Double.longBitsToDouble(in.i64());
            if (!(lengths[i] > 0) || Double.isInfinite(lengths[i])) {
                throw in.corrupt("has a clock with length " + lengths[i]);
            }
        }
        byte[] indexes = new byte[ticks - 1];
        for (int i = 0; lengths.length > 1 && i < indexes.length; i++) {
            indexes[i] = (byte) in.u8();
            if (indexes[i] < 0 || indexes[i] >= lengths.length) {
                throw in.corrupt("has length " + indexes[i] + " of " + lengths.length + " in its clock");
            }
        }
        return new Clock(lengths, indexes);
    }
}
