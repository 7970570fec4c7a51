package io.worldreel.recorder;

import java.util.concurrent.locks.LockSupport;

/** Waits for what another thread brings about. */
final class Eventually {
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    private Eventually() {}

    interface Claim {
        void check() throws Exception;
    }

    /** Returns once the claim holds; after long enough its failure is the test's. */
    static void holds(Claim claim) throws Exception {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try {
                claim.check();
                return;
            } catch (AssertionError notYet) {
                if (System.nanoTime() - deadline > 0) {
                    throw notYet;
                }
                LockSupport.parkNanos(5_000_000);
            }
        }
    }
}
