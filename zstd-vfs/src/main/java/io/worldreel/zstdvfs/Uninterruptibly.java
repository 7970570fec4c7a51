package io.worldreel.zstdvfs;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Waiting, with a deadline as {@link System#nanoTime()}, that an interrupt does not end; the interrupt stays set. */
final class Uninterruptibly {
    private interface Wait<T> {
        T upTo(long nanos) throws InterruptedException, ExecutionException, TimeoutException;
    }

    private Uninterruptibly() {}

    /** Waits until {@code deadline}, which may move while it waits. */
    static <T> T await(CompletableFuture<T> future, LongSupplier deadline)
            throws ExecutionException, TimeoutException {
        for (;;) {
            long left = deadline.getAsLong() - System.nanoTime();
            try {
                return untilDone(nanos -> future.get(nanos, TimeUnit.NANOSECONDS), Math.max(0, left));
            } catch (TimeoutException late) {
                if (deadline.getAsLong() - System.nanoTime() <= 0) {
                    throw late;
                }
            }
        }
    }

    /** The next of a queue; empty if none comes before the deadline. */
    static <T> Optional<T> poll(BlockingQueue<T> queue, long deadline) {
        try {
            return untilDone(nanos -> Optional.ofNullable(queue.poll(nanos, TimeUnit.NANOSECONDS)),
                    Math.max(0, deadline - System.nanoTime()));
        } catch (ExecutionException | TimeoutException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static boolean acquire(Semaphore semaphore, long deadline) {
        try {
            return untilDone(nanos -> semaphore.tryAcquire(nanos, TimeUnit.NANOSECONDS),
                    Math.max(0, deadline - System.nanoTime()));
        } catch (ExecutionException | TimeoutException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static void sleep(long nanos) {
        long end = System.nanoTime() + nanos;
        boolean interrupted = false;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T untilDone(Wait<T> wait, long nanos) throws ExecutionException, TimeoutException {
        long end = System.nanoTime() + nanos;
        boolean interrupted = false;
        try {
            for (;;) {
                try {
                    return wait.upTo(Math.max(0, end - System.nanoTime()));
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
