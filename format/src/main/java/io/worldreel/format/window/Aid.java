package io.worldreel.format.window;

/**
 * Which component tells how fast the values of another one change.
 *
 * @param component its number; negative for none
 * @param step how long a step of the sender's physics is, in the unit of the clock: 0 if speeds change evenly between two frames,
 *        {@link #STEP_A_FRAME} if each frame is one step
 * @param own of a rotation, whether its axes turn with it; otherwise they are the world's
 * @param scale of a rotation, by how many radians it turns in a unit of the clock at a speed of 1; otherwise 1
 */
record Aid(int component, double step, boolean own, double scale) {
    static final double STEP_A_FRAME = Double.MAX_VALUE;
    static final Aid NONE = new Aid(-1, 0, false, 1);

    static Aid ofVelocity(int component, double step) {
        return new Aid(component, step, false, 1);
    }

    boolean isPresent() {
        return component >= 0;
    }
}
