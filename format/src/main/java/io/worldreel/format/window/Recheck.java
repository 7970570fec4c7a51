package io.worldreel.format.window;

/** When to look again at what hardly ever changes from window to window: the longer an answer has held, the more rarely. */
final class Recheck {
    private static final int FIRST_WINDOWS = 16;
    private static final int MOST_WINDOWS = 128;

    private int interval = FIRST_WINDOWS;
    private int left;

    /** Asked once a window: whether to look in this one. */
    boolean isDue() {
        return left-- <= 0;
    }

    /** @param holds whether the answer is the one that was known */
    void looked(boolean holds) {
        interval = holds ? Math.min(2 * interval, MOST_WINDOWS) : FIRST_WINDOWS;
        left = interval - 1;
    }
}
