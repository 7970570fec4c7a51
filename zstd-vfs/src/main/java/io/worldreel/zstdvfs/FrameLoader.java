package io.worldreel.zstdvfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Brings zstd frames into the cache: each by one thread only, however many want it, and neighbours in one read.
 *
 * <p>Who wants to load a frame claims it; who finds it claimed waits for the claim's end and looks again. A claim ends
 * with the frame in the cache or with the error that befell it, never without an end.
 */
final class FrameLoader {
    /** Raw bytes that are at most fetched in one read. */
    private static final int MAX_RUN_BYTES = 4 << 20;

    private final SeekableReader reader;
    private final ByteSource source;
    private final SeekTable table;
    private final FrameCache cache;
    private final ReadAhead readAhead;
    private final Executor helpers;
    private final ConcurrentHashMap<Integer, CompletableFuture<@Nullable Void>> claims = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Decompressor> pool = new ConcurrentLinkedQueue<>();
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
            var claim = new CompletableFuture<@Nullable Void>();
            var other = claims.putIfAbsent(index, claim);
            if (other != null) {
                await(other);
            }
            FrameCache.Frame frame = cache.tryPin(index); // cached by whom we waited for, or just before our claim
            if (other == null) {
                try {
                    frame = frame != null ? frame : loadClaimed(index);
                    claim.complete(null);
                } catch (Throwable failure) {
                    claim.completeExceptionally(failure);
                    throw failure;
                } finally {
                    claims.remove(index, claim);
                }
            }
            if (frame != null) {
                frame.mark = false; // it has been heard of
                return frame;
            }
        }
    }

    private FrameCache.Frame loadClaimed(int index) throws IOException {
        Decompressor decompressor = borrow();
        try {
            return fill(decompressor, index, decompressor.fetch(index, index), 0, true, false);
        } finally {
            pool.add(decompressor);
        }
    }

    private FrameCache.Frame fill(Decompressor decompressor, int index, ByteBuffer compressed, int from,
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

    private static void await(CompletableFuture<@Nullable Void> claim) throws IOException {
        try {
            claim.join(); // not interruptible: SQLite has no way to hear of it
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IOException("the thread that read the same zstd frame failed", failure.getCause());
        }
    }

    private void fetchAhead(int index) {
        ReadAhead.Plan plan = readAhead.arrivedAt(index);
        // Never push out what the reader has not reached yet.
        int to = Math.min(plan.to(), plan.from() + Math.max(1, cache.capacity() / 4));
        submitMissing(plan.from(), to, true);
    }

    /** Fetches what is missing of these frames, and waits until nothing of it is on its way any more. */
    void fetch(int from, int to) {
        int end = Math.min(to, from + Math.max(1, cache.capacity() / 4));
        submitMissing(from, end, false);
        for (int i = from; i < end; i++) {
            var claim = claims.get(i);
            if (claim != null) {
                claim.handle((done, failure) -> null).join();
            }
        }
    }

    /** Has the frames loaded that are neither cached nor on their way, those that adjoin in one read. */
    private void submitMissing(int from, int to, boolean marked) {
        int most = Math.max(1, MAX_RUN_BYTES / table.frameSize());
        boolean mark = marked;
        for (int first = from; first < to;) {
            if (!claim(first)) {
                first++;
                continue;
            }
            int end = first + 1;
            while (end < to && end - first < most && claim(end)) {
                end++;
            }
            submit(first, end, mark);
            mark = false;
            first = end;
        }
    }

    /** Claims a frame for read-ahead, unless it is there or coming. */
    private boolean claim(int index) {
        return !cache.contains(index) && claims.putIfAbsent(index, new CompletableFuture<>()) == null;
    }

    private void submit(int first, int end, boolean mark) {
        reader.retain();
        try {
            helpers.execute(() -> loadRun(first, end, mark));
        } catch (RejectedExecutionException busy) {
            endClaims(first, end, null); // read-ahead is a favour: without it the reader loads the frames itself
            reader.release();
        }
    }

    /** Loads frames that were claimed, in one read; on a helper thread. */
    private void loadRun(int first, int end, boolean mark) {
        int next = first;
        Throwable failure = null;
        Decompressor decompressor = borrow();
        try {
            ByteBuffer compressed = decompressor.fetch(first, end - 1);
            long base = table.offset(first);
            for (; next < end; next++) {
                int from = Math.toIntExact(table.offset(next) - base);
                try {
                    fill(decompressor, next, compressed, from, false, mark && next == first);
                    ahead.increment();
                    endClaims(next, next + 1, null);
                } catch (CorruptFileException damaged) {
                    endClaims(next, next + 1, damaged); // the neighbours may be whole
                }
            }
        } catch (Throwable thrown) {
            failure = thrown;
        } finally {
            endClaims(next, end, failure);
            pool.add(decompressor);
            reader.release();
        }
    }

    private void endClaims(int from, int to, @Nullable Throwable failure) {
        for (int i = from; i < to; i++) {
            var claim = claims.remove(i);
            if (claim != null && failure == null) {
                claim.complete(null);
            } else if (claim != null) {
                claim.completeExceptionally(failure);
            }
        }
    }

    private Decompressor borrow() {
        Decompressor idle = pool.poll();
        return idle != null ? idle : new Decompressor(source, table);
    }

    /** Frees the native contexts; no thread may be loading. */
    void close() {
        for (Decompressor d = pool.poll(); d != null; d = pool.poll()) {
            d.close();
        }
    }
}
