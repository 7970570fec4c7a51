package io.worldreel.format.segment;

/** A part of space, from corner to corner, both included: x, y, z of each. Infinite where it has no end. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Space(double[] least, double[] greatest) {
    public static final int AXES = 3;

    /** Everything at most {@code distance} away on each axis. */
    public Space widened(double distance) {
        double[] from = least.clone();
        double[] to = greatest.clone();
        for (int axis = 0; axis < AXES; axis++) {
            from[axis] -= distance;
            to[axis] += distance;
        }
        return new Space(from, to);
    }

    public static Space at(double x, double y, double z) {
        return new Space(new double[]{ x, y, z }, new double[]{ x, y, z });
    }
}
