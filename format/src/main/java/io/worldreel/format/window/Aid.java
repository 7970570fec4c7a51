package io.worldreel.format.window;

/**
 * Which component tells how fast the values of another one change.
 *
 * @param component its number; negative for none
 * @param mean whether a value changes by the mean of the speeds before and after; otherwise by the one after
 * @param own of a rotation, whether its axes turn with it; otherwise they are the world's
 * @param scale of a rotation, by how many radians it turns in a unit of the clock at a speed of 1; otherwise 1
 */
record Aid(int component, boolean mean, boolean own, double scale) {
    static final Aid NONE = new Aid(-1, false, false, 1);

    static Aid ofVelocity(int component, boolean mean) {
        return new Aid(component, mean, false, 1);
    }

    boolean isPresent() {
        return component >= 0;
    }
}
