package io.worldreel.zstdvfs;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;

/** Bytes in memory, each instance with an identity of its own. Remembers the largest read asked of it. */
final class MemorySource implements ByteSource {
    private static final AtomicLong INSTANCES = new AtomicLong();
    private final byte[] bytes;
    private final long instance = INSTANCES.incrementAndGet();
    long largestRead;

    MemorySource(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public String name() {
        return "memory-" + instance;
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public String identity() {
        return name();
    }

    @Override
    public void read(long offset, MemorySegment dst) throws IOException {
        largestRead = Math.max(largestRead, dst.byteSize());
        if (offset < 0 || offset + dst.byteSize() > bytes.length) {
            throw new EOFException(name() + " ends");
        }
        MemorySegment.copy(MemorySegment.ofArray(bytes), offset, dst, 0, dst.byteSize());
    }

    @Override
    public SourceStats stats() {
        return new SourceStats(0, 0);
    }

    @Override
    public void close() {}
}
