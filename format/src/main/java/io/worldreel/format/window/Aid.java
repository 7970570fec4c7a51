package io.worldreel.format.window;

/**
 * Which component tells how fast the values of another one change.
 *
 * @param component its number; negative for none
 * @param mean whether a value changes by the mean of the speeds before and after; otherwise by the one after
 */
record Aid(int component, boolean mean) {
    static final Aid NONE = new Aid(-1, false);

    boolean isPresent() {
        return component >= 0;
    }
}
