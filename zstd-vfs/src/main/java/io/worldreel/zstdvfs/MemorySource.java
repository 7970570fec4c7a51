package io.worldreel.zstdvfs;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/** Bytes that are in memory. */
public final class MemorySource implements ByteSource {
    private final String name;
    private final byte[] bytes;
    private final LongAdder reads = new LongAdder();
    private final LongAdder read = new LongAdder();

    /** @param bytes not copied */
    public MemorySource(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public String identity() {
        return "bytes:" + bytes.length + ":" + Arrays.hashCode(bytes);
    }

    @Override
    public void read(long offset, MemorySegment dst) {
        MemorySegment.copy(MemorySegment.ofArray(bytes), offset, dst, 0, dst.byteSize());
        reads.increment();
        read.add(dst.byteSize());
    }

    @Override
    public SourceStats stats() {
        return new SourceStats(reads.sum(), read.sum());
    }

    @Override
    public void close() {}
}
