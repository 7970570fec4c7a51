package io.worldreel.zstdvfs;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Brings zstd frames into the cache: each by one thread only, however many want it, and neighbours in one read.
 *
 * <p>Who wants to load a frame claims it; who finds it claimed waits for the claim's end and looks again. A claim ends
 * with the frame in the cache or with the error that befell it, never without an end. Where reading costs no round trip,
 * who waits meanwhile loads frames that were claimed for read-ahead and that nobody has begun.
 */
final class FrameLoader {
    /** Raw bytes that are at most fetched in one read. */
    private static final int MAX_RUN_BYTES = 4 << 20;

    /** The promise to load one frame. Whoever begins it keeps it. */
    private static final class Claim extends CompletableFuture<@Nullable Void> {
        private final AtomicBoolean begun = new AtomicBoolean();
        private final boolean mark;

        /** @param mark whether the frame gets the mark at which read-ahead goes on */
        Claim(boolean mark) {
            this.mark = mark;
        }

        boolean begin() {
            return begun.compareAndSet(false, true);
        }
    }

    private final SeekableReader reader;
    private final ByteSource source;
    private final SeekTable table;
    private final FrameCache cache;
    private final ReadAhead readAhead;
    private final Executor helpers;
    private final ConcurrentHashMap<Integer, Claim> claims = new ConcurrentHashMap<>();
    final LongAdder misses = new LongAdder();
    final LongAdder ahead = new LongAdder();

    FrameLoader(SeekableReader reader, ByteSource source, SeekTable table, FrameCache cache, ReadAhead readAhead,
            Executor helpers) {
        this.reader = reader;
        this.source = source;
        this.table = table;
        this.cache = cache;
        this.readAhead = readAhead;
        this.helpers = helpers;
    }

    /** The frame, pinned. */
    FrameCache.Frame pin(int index) throws IOException {
        FrameCache.Frame frame = cache.tryPin(index);
        if (frame == null) {
            misses.increment();
            frame = load(index);
        } else if (frame.mark) {
            frame.mark = false;
            fetchAhead(index);
        }
        return frame;
    }

    private FrameCache.Frame load(int index) throws IOException {
        fetchAhead(index);
        for (;;) {
            var claim = new Claim(false);
            claim.begin();
            Claim other = claims.putIfAbsent(index, claim);
            if (other != null) {
                await(other, index);
            }
            FrameCache.Frame frame = cache.tryPin(index); // cached by whom we waited for, or just before our claim
            if (other == null) {
                try {
                    frame = frame != null ? frame : loadPinned(index);
                    end(claim, index, null);
                } catch (Throwable failure) {
                    end(claim, index, failure);
                    throw failure;
                }
            }
            if (frame != null) {
                frame.mark = false; // it has been heard of
                return frame;
            }
        }
    }

    private FrameCache.Frame loadPinned(int index) throws IOException {
        try (var decompressor = new Decompressor(source, table)) {
            return fill(decompressor, index, decompressor.fetch(index, index), 0, true, false);
        }
    }

    private FrameCache.Frame fill(Decompressor decompressor, int index, byte[] compressed, int from,
            boolean pinned, boolean mark) throws IOException {
        FrameCache.Frame frame = cache.take();
        boolean filled = false;
        try {
            decompressor.decompress(index, compressed, from, frame.buffer);
            filled = true;
        } finally {
            if (!filled) {
                cache.giveBack(frame);
            }
        }
        cache.publish(frame, index, pinned, mark);
        return frame;
    }

    private void await(Claim claim, int index) throws IOException {
        if (!source.remote()) {
            lendHand(claim, index);
        }
        try {
            claim.join(); // not interruptible: SQLite has no way to hear of it
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IOException("the thread that read the same zstd frame failed", failure.getCause());
        }
    }

    /** Loads frames from {@code index} on that are claimed and not begun, until the wanted one is no more on its way. */
    private void lendHand(Claim wanted, int index) {
        for (int next = index; !wanted.isDone() && claims.containsKey(next); next++) {
            loadRun(next, next + 1);
        }
    }

    private void fetchAhead(int index) {
        ReadAhead.Plan plan = readAhead.arrivedAt(index);
        // Never push out what the reader has not reached yet.
        int to = Math.min(plan.to(), plan.from() + Math.max(1, cache.capacity() / 4));
        submitMissing(plan.from(), to, true);
    }

    /** Has fetched what is missing of these frames, as far as they are to be fetched ahead. */
    void fetchLater(int from, int to) {
        submitMissing(from, aheadEnd(from, to), false);
    }

    /** Waits until nothing of what {@link #fetchLater} asked for is on its way any more. */
    void await(int from, int to) {
        for (int i = from; i < aheadEnd(from, to); i++) {
            var claim = claims.get(i);
            if (claim != null) {
                claim.handle((done, failure) -> null).join();
            }
        }
    }

    /** Never pushes out much; where the cache holds the whole file nothing is. */
    private int aheadEnd(int from, int to) {
        return cache.capacity() >= table.dataFrames() ? to : Math.min(to, from + Math.max(1, cache.capacity() / 4));
    }

    /** Has the frames loaded that are neither cached nor on their way, those that adjoin in one read. */
    private void submitMissing(int from, int to, boolean marked) {
        int most = Math.max(1, MAX_RUN_BYTES / table.frameSize());
        boolean mark = marked;
        for (int first = from; first < to;) {
            if (!claim(first, mark)) {
                first++;
                continue;
            }
            mark = false;
            int end = first + 1;
            while (end < to && end - first < most && claim(end, false)) {
                end++;
            }
            submit(first, end);
            first = end;
        }
    }

    /** Claims a frame for read-ahead, unless it is there or coming. */
    private boolean claim(int index, boolean mark) {
        return !cache.contains(index) && claims.putIfAbsent(index, new Claim(mark)) == null;
    }

    private void submit(int first, int end) {
        reader.retain();
        try {
            helpers.execute(() -> {
                try {
                    loadRun(first, end);
                } finally {
                    reader.release();
                }
            });
        } catch (RejectedExecutionException busy) {
            abandon(first, end, null); // read-ahead is a favour: without it the reader loads the frames itself
            reader.release();
        }
    }

    /** Loads those of the claimed frames that nobody has begun, in one read. Errors go to who waits for them. */
    private void loadRun(int first, int end) {
        int next = first;
        while (next < end && !isWaiting(claims.get(next))) {
            next++;
        }
        if (next == end) {
            return;
        }
        Throwable failure = null;
        try (var decompressor = new Decompressor(source, table)) {
            byte[] compressed = decompressor.fetch(next, end - 1);
            for (long base = table.offset(next); next < end; next++) {
                Claim claim = claims.get(next);
                if (claim != null && claim.begin()) {
                    fulfil(claim, decompressor, next, compressed, Math.toIntExact(table.offset(next) - base));
                }
            }
        } catch (Throwable thrown) {
            failure = thrown;
        } finally {
            abandon(next, end, failure);
        }
    }

    private static boolean isWaiting(@Nullable Claim claim) {
        return claim != null && !claim.begun.get();
    }

    private void fulfil(Claim claim, Decompressor decompressor, int index, byte[] compressed, int from) {
        Throwable failure = null;
        try {
            // It may have come between the look at the cache and the claim. A second copy would take the place of one that is
            // pinned, and its readers would give back what they do not hold.
            if (!cache.contains(index)) {
                fill(decompressor, index, compressed, from, false, claim.mark);
                ahead.increment();
            }
        } catch (Throwable thrown) { // the neighbours may be whole
            failure = thrown;
        }
        end(claim, index, failure);
    }

    /** Ends the claims that nobody has begun. */
    private void abandon(int from, int to, @Nullable Throwable failure) {
        for (int i = from; i < to; i++) {
            abandon(i, claims.get(i), failure);
        }
    }

    private void abandon(int index, @Nullable Claim claim, @Nullable Throwable failure) {
        if (claim != null && claim.begin()) {
            end(claim, index, failure);
        }
    }

    /**
     * Gives up what nobody has begun to fetch ahead. Of files that are read at once, waits for the rest, so that nothing
     * touches the file, or a cache of it, when its reader has been closed.
     */
    void stopReadAhead() {
        claims.forEach((index, claim) -> abandon(index, claim, null));
        if (!source.remote()) {
            claims.values().forEach(claim -> claim.handle((done, failure) -> null).join());
        }
    }

    private void end(Claim claim, int index, @Nullable Throwable failure) {
        claims.remove(index, claim);
        if (failure == null) {
            claim.complete(null);
        } else {
            claim.completeExceptionally(failure);
        }
    }
}
