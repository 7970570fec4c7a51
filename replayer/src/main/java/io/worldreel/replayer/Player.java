package io.worldreel.replayer;

import io.worldreel.format.Frame;

/**
 * Hands out frames at the pace at which they were recorded, or a multiple of it, forwards or backwards.
 *
 * <p>Pauses are measured from the first frame, so that lateness does not add up: a receiver that was slow gets the frames that are
 * due at once. Times that fall or stand still make no pause.
 */
public final class Player {
    /** The fastest and, inverted, the slowest speed. */
    public static final double FASTEST = 16;

    private final double speed;
    private final Clock clock;
    private final Sleeper sleeper;

    /** Nanoseconds that pass at an even rate, from an origin of its own. */
    @FunctionalInterface
    public interface Clock {
        Clock SYSTEM = System::nanoTime;

        long nanos();
    }

    /** Lets time pass. */
    @FunctionalInterface
    public interface Sleeper {
        Sleeper THREAD = nanos -> Thread.sleep(java.time.Duration.ofNanos(nanos));

        void sleep(long nanos) throws InterruptedException;
    }

    /** Gets the frames. */
    @FunctionalInterface
    public interface Receiver {
        /** @return whether to go on */
        boolean receive(Frame frame);
    }

    /**
     * @param speed 1 is the recorded pace; 1/16 to 16, or the same range below zero to play backwards
     * @throws IllegalArgumentException if the speed lies outside that
     */
    public Player(double speed, Clock clock, Sleeper sleeper) {
        if (!(Math.abs(speed) >= 1 / FASTEST && Math.abs(speed) <= FASTEST)) {
            throw new IllegalArgumentException(
                    "speed must lie in 0.0625..16, or in -16..-0.0625 for reverse: " + speed);
        }
        this.speed = speed;
        this.clock = clock;
        this.sleeper = sleeper;
    }

    /**
     * Plays from the cursor's place to the end of its range; backwards, to its start. Start reverse play with
     * {@link FrameCursor#toEnd()}.
     *
     * @return frames handed out
     * @throws InterruptedException if the thread was interrupted during a pause
     */
    public long play(FrameCursor frames, Receiver receiver) throws InterruptedException {
        boolean forward = speed > 0;
        long played = 0;
        long firstTime = 0;
        long startedAt = 0;
        while (forward ? frames.hasNext() : frames.hasPrevious()) {
            Frame frame = forward ? frames.next() : frames.previous();
            if (played == 0) {
                firstTime = frame.timeNanos();
                startedAt = clock.nanos();
            } else {
                awaitDue(startedAt, Times.saturatedSubtract(frame.timeNanos(), firstTime) / speed);
            }
            played++;
            if (!receiver.receive(frame)) {
                break;
            }
        }
        return played;
    }

    private void awaitDue(long startedAt, double afterNanos) throws InterruptedException {
        long elapsed = clock.nanos() - startedAt;
        long pause = (long) afterNanos - elapsed;
        if (pause > 0) {
            sleeper.sleep(pause);
        }
    }
}
