package io.worldreel.cli;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells a verb that it should end early and tidily. Raised by any thread, at most once. */
public final class StopSignal {
    private final CountDownLatch raised = new CountDownLatch(1);
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    public void raise() {
        raised.countDown();
        listeners.forEach(Runnable::run);
    }

    /** Runs {@code listener} on the raising thread, for work that does not {@link #check} by itself. */
    void onRaise(Runnable listener) {
        listeners.add(listener);
        if (isRaised()) {
            listener.run();
        }
    }

    public boolean isRaised() {
        return raised.getCount() == 0;
    }

    /** @throws StoppedException if the signal is raised */
    void check() {
        if (isRaised()) {
            throw new StoppedException();
        }
    }

    /**
     * Waits for {@code nanos} nanoseconds; returns at once if they are not positive.
     *
     * @throws StoppedException as soon as the signal is raised
     */
    void sleep(long nanos) {
        try {
            if (raised.await(nanos, TimeUnit.NANOSECONDS)) {
                throw new StoppedException();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoppedException();
        }
    }

    /** The verb was told to stop and has undone what it had half done. */
    static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        StoppedException() {
            super("stopped before the end");
        }
    }
}
