package io.worldreel.zstdvfs;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Takes the body of a range response into memory, counts what has come, and stops at once when told so: after
 * {@link #abandon} not a byte more is written, so the memory may be used for something else.
 */
final class RangeBody implements BodySubscriber<Long> {
    private final MemorySegment target;
    private final CompletableFuture<Long> done = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;
    private long received;
    private long lastProgress = System.nanoTime();
    private boolean abandoned;

    /** Takes at most as many bytes as {@code target} has. */
    RangeBody(MemorySegment target) {
        this.target = target;
    }

    @Override
    public CompletionStage<Long> getBody() {
        return done;
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
        if (abandoned) {
            newSubscription.cancel();
        } else {
            newSubscription.request(Long.MAX_VALUE);
        }
    }

    @Override
    public synchronized void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            if (abandoned) {
                return;
            }
            int n = buffer.remaining();
            if (n > target.byteSize() - received) {
                abandon();
                done.completeExceptionally(new IOException("more bytes than the range has"));
                return;
            }
            MemorySegment.copy(MemorySegment.ofBuffer(buffer), 0, target, received, n);
            received += n;
            lastProgress = System.nanoTime();
        }
    }

    @Override
    public synchronized void onError(Throwable failure) {
        done.completeExceptionally(failure);
    }

    @Override
    public synchronized void onComplete() {
        done.complete(received);
    }

    /** Takes nothing of the body; the response ends well, without it. */
    synchronized void decline() {
        abandoned = true;
        done.complete(0L);
    }

    /** Ends the transfer; returns how many bytes, from the start of the range, had come. */
    synchronized long abandon() {
        abandoned = true;
        if (subscription != null) {
            subscription.cancel();
        }
        done.completeExceptionally(new IOException("given up"));
        return received;
    }

    /** When the last bytes came, as {@link System#nanoTime()}. */
    synchronized long lastProgress() {
        return lastProgress;
    }
}
