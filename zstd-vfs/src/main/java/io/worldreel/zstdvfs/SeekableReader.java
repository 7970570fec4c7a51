package io.worldreel.zstdvfs;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The raw bytes of a seekable zstd file, read at any offset through a bounded cache. All methods may be called by many
 * threads; {@link #close()} takes effect when the last of them has returned.
 */
public final class SeekableReader implements AutoCloseable, RandomAccess {
    /**
     * Daemons shared by all readers that fetch ahead: for local files, which cost processor time, as many as leave one
     * processor to the reader; many that wait for round trips. What does not fit their queues is not fetched ahead.
     */
    private static final ThreadPoolExecutor HELPERS = daemons(
            Math.clamp(Runtime.getRuntime().availableProcessors() - 1, 1, 4), "zstd-read-ahead-");
    private static final ThreadPoolExecutor FETCHERS = daemons(16, "zstd-fetch-ahead-");

    /** Of SQLite. */
    private static final int MOST_PAGE_BYTES = 1 << 16;

    private static ThreadPoolExecutor daemons(int threads, String name) {
        var pool = new ThreadPoolExecutor(threads, threads, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(256),
                Thread.ofPlatform().daemon().name(name, 0).factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private final Prefetched source;
    private final VfsConfig config;
    private final SeekTable table;
    private final FrameMemory memory = new FrameMemory();
    private final FrameCache cache;
    private final FrameLoader loader;
    /** Only where a read costs a round trip: elsewhere the pages are as well read from the data. */
    private final @Nullable HotPages hot;
    private final int shift;
    private final LongAdder accesses = new LongAdder();
    /** The owner, and every operation under way; at zero the native memory is freed. */
    private final AtomicInteger users = new AtomicInteger(1);
    private final AtomicInteger closed = new AtomicInteger();

    private SeekableReader(Prefetched source, VfsConfig config) throws IOException {
        this.source = source;
        this.config = config;
        this.table = SeekTable.open(source, config);
        this.shift = Integer.numberOfTrailingZeros(table.frameSize());
        this.cache = new FrameCache(source.name(), memory, table.dataFrames(), table.frameSize(), config.cacheBytes());
        var readAhead = source.remote()
                ? new ReadAhead(0, config.remoteReadAheadFrames(), table.dataFrames())
                : new ReadAhead(1, config.readAheadFrames(), table.dataFrames());
        this.loader = new FrameLoader(this, source, table, cache, readAhead, source.remote() ? FETCHERS : HELPERS);
        Optional<FrameIndex.Place> copies = place(SkippableFrame.HOT_TAG);
        HotPages pages = null;
        if (source.remote() && copies.isPresent()) {
            try {
                pages = HotPages.open(source, table, copies.get(), memory);
            } catch (Throwable failure) {
                memory.close();
                throw failure;
            }
        }
        this.hot = pages;
    }

    /**
     * Reads and checks the trailer. The reader owns the source from here on, and closes it even if this fails.
     *
     * @throws CorruptFileException if this is no seekable zstd file, or a damaged one
     * @throws RefusedFileException if it is beyond the limits of {@code config}
     */
    public static SeekableReader open(ByteSource source, VfsConfig config) throws IOException {
        try {
            return new SeekableReader(new Prefetched(source), config);
        } catch (Throwable failure) {
            try (source) {
                throw failure;
            }
        }
    }

    /** Raw size in bytes. */
    @Override
    public long size() {
        return table.rawSize();
    }

    /** Raw bytes in each zstd frame but the last, which may have fewer. */
    public int frameSize() {
        return table.frameSize();
    }

    public int frameCount() {
        return table.dataFrames();
    }

    /** The place that the compressed bytes come from, for messages. */
    public String name() {
        return source.name();
    }

    /** Fills {@code dst} with the raw bytes that start at {@code offset}; fails if the file ends before. */
    public void read(long offset, MemorySegment dst) throws IOException {
        if (offset < 0 || offset > size() - dst.byteSize()) {
            throw new java.io.EOFException("%s: bytes %d to %d wanted of %d raw bytes".formatted(name(), offset,
                    offset + dst.byteSize(), size()));
        }
        retain();
        try {
            long copy = dst.byteSize() <= MOST_PAGE_BYTES ? hotPage(offset, (int) dst.byteSize()) : 0;
            if (copy != 0) {
                MemorySegment.copy(Native.MEMORY, copy, dst, 0, dst.byteSize());
                return;
            }
            long done = 0;
            while (done < dst.byteSize()) {
                long at = offset + done;
                int inFrame = (int) (at & (table.frameSize() - 1));
                int n = (int) Math.min(dst.byteSize() - done, table.frameSize() - inFrame);
                FrameCache.Frame frame = pin((int) (at >>> shift));
                try {
                    MemorySegment.copy(frame.memory, inFrame, dst, done, n);
                } finally {
                    frame.unpin();
                }
                done += n;
            }
        } finally {
            release();
        }
    }

    /** Fills the remaining space of {@code dst} with the raw bytes that start at {@code offset}. */
    @Override
    public void read(long offset, ByteBuffer dst) throws IOException {
        read(offset, MemorySegment.ofBuffer(dst));
        dst.position(dst.limit());
    }

    /** Where zstd frames {@code firstFrame} to {@code lastFrame}, both inclusive, lie in the compressed file. */
    public ByteRange compressedRange(int firstFrame, int lastFrame) throws IOException {
        if (firstFrame < 0 || lastFrame < firstFrame || lastFrame >= frameCount()) {
            throw new IllegalArgumentException(
                    "zstd frames " + firstFrame + " to " + lastFrame + " of " + frameCount());
        }
        retain();
        try {
            long start = table.offset(firstFrame);
            return new ByteRange(start, table.offset(lastFrame) + table.compressedSize(lastFrame) - start);
        } finally {
            release();
        }
    }

    /** Where everything behind the data lies: application frames, index and seek table. */
    public ByteRange trailer() {
        return new ByteRange(table.dataEnd(), source.size() - table.dataEnd());
    }

    /** The payload of the application's frame of that tag; the first one, if there are several. */
    public Optional<byte[]> skippable(String tag) throws IOException {
        SkippableFrame.requireTag(tag);
        Optional<FrameIndex.Place> place = place(tag);
        if (place.isEmpty()) {
            return Optional.empty();
        }
        retain();
        try {
            return Optional.of(SkippableFrame.decode(name(), place.get().offset(), tag, whole(place.get())));
        } finally {
            release();
        }
    }

    private Optional<FrameIndex.Place> place(String tag) {
        return table.places().stream().filter(p -> p.tag().equals(tag)).findFirst();
    }

    private byte[] whole(FrameIndex.Place place) throws IOException {
        if (place.length() - (long) SkippableFrame.HEADER > config.maxSkippableBytes()) {
            throw new RefusedFileException(name(), "application frame of " + place.length() + " bytes",
                    "allow it with VfsConfig.withMaxSkippableBytes");
        }
        byte[] frame = new byte[place.length()];
        source.read(place.offset(), MemorySegment.ofArray(frame));
        return frame;
    }

    /**
     * Reads the whole file, in memory of one zstd frame: decompresses every zstd frame, and checks it and every
     * application frame against their checksums. Damage goes into the report; other errors are thrown.
     */
    public VerifyReport verify(Progress progress) throws IOException {
        retain();
        try (var decompressor = new Decompressor(source, table)) {
            ByteBuffer raw = ByteBuffer.allocateDirect(table.frameSize());
            Optional<CorruptFileException> first = Optional.empty();
            int damaged = 0;
            for (int i = 0; i < frameCount(); i++) {
                try {
                    decompressor.decompress(i, decompressor.fetch(i, i), 0, raw);
                } catch (CorruptFileException damage) {
                    first = first.isEmpty() ? Optional.of(damage) : first;
                    damaged++;
                }
                if ((i & 0xff) == 0) {
                    progress.at((long) i * table.frameSize(), size());
                }
            }
            for (FrameIndex.Place place : table.places()) {
                try {
                    if (!place.tag().isEmpty()) {
                        SkippableFrame.decode(name(), place.offset(), place.tag(), whole(place));
                    }
                } catch (CorruptFileException damage) {
                    first = first.isEmpty() ? Optional.of(damage) : first;
                }
            }
            progress.at(size(), size());
            return new VerifyReport(frameCount() - damaged, damaged, first);
        } finally {
            release();
        }
    }

    public ReaderStats stats() {
        long misses = loader.misses.sum();
        return new ReaderStats(source.stats(), accesses.sum() - misses, misses, loader.ahead.sum(),
                hot == null ? 0 : hot.served.sum());
    }

    /** Frees the cache and closes the source once no thread uses them any more. */
    @Override
    public void close() throws IOException {
        if (closed.compareAndSet(0, 1)) {
            loader.stopReadAhead();
            release();
        }
    }

    /** Log2 of {@link #frameSize()}. */
    int shift() {
        return shift;
    }

    int cacheCapacity() {
        return cache.capacity();
    }

    /** Address of the copy of a page, or of a part of one, that came with the trailer; 0 if there is none. */
    long hotPage(long offset, int length) throws IOException {
        return hot == null ? 0 : hot.find(offset, length);
    }

    boolean isHotPage(long offset, long address) {
        return hot != null && hot.owns(offset, address);
    }

    /** Zstd frames {@code first} to {@code last}, both inclusive. */
    public record FrameRun(int first, int last) {
        public FrameRun {
            if (first < 0 || last < first) {
                throw new IllegalArgumentException("zstd frames " + first + " to " + last);
            }
        }
    }

    /**
     * Brings zstd frames into the cache before they are asked for, neighbours in one request, and waits for them. At most
     * a quarter of the cache is filled, unless it holds the whole file; what fails to come is left to whoever asks for it.
     *
     * @param firstFrame the first zstd frame
     * @param lastFrame the last one, inclusive
     */
    public void fetch(int firstFrame, int lastFrame) throws IOException {
        fetch(List.of(new FrameRun(firstFrame, lastFrame)));
    }

    /** As {@link #fetch(int, int)}, all runs at once: where a read costs a round trip, they take one together. */
    public void fetch(List<FrameRun> runs) throws IOException {
        runs.forEach(this::requireInside);
        retain();
        try {
            runs.forEach(run -> loader.fetchLater(run.first, run.last + 1));
            runs.forEach(run -> loader.await(run.first, run.last + 1));
        } finally {
            release();
        }
    }

    /** As {@link #fetch(List)}, and does not wait. */
    public void fetchLater(FrameRun run) {
        requireInside(run);
        retain();
        try {
            loader.fetchLater(run.first, run.last + 1);
        } finally {
            release();
        }
    }

    private void requireInside(FrameRun run) {
        if (run.last >= frameCount()) {
            throw new IllegalArgumentException(
                    "zstd frames " + run.first + " to " + run.last + " of " + frameCount());
        }
    }

    /** The frame, pinned; only between {@link #retain()} and {@link #release()}. */
    FrameCache.Frame pin(int frame) throws IOException {
        accesses.increment();
        return loader.pin(frame);
    }

    /** The frame that the caller has pinned. */
    FrameCache.Frame pinned(int frame) {
        return cache.pinned(frame);
    }

    void retain() {
        for (int n = users.get(); n > 0; n = users.get()) {
            if (users.compareAndSet(n, n + 1)) {
                return;
            }
        }
        throw new IllegalStateException(name() + " is closed");
    }

    void release() {
        if (users.decrementAndGet() == 0) {
            memory.close();
            try {
                source.close();
            } catch (IOException failure) {
                throw new java.io.UncheckedIOException(name() + " could not be closed", failure);
            }
        }
    }
}
