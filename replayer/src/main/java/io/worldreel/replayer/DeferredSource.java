package io.worldreel.replayer;

import io.worldreel.zstdvfs.ByteSource;
import io.worldreel.zstdvfs.SourceStats;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A source that is opened by its first read; a failure to open it fails that read, and the next one tries again. */
final class DeferredSource implements ByteSource {
    private final String name;
    private final long size;
    private final boolean remote;
    private final Opening opening;
    private volatile @Nullable ByteSource opened;

    interface Opening {
        ByteSource open() throws IOException;
    }

    /** @param size in bytes, known from elsewhere */
    DeferredSource(String name, long size, boolean remote, Opening opening) {
        this.name = name;
        this.size = size;
        this.remote = remote;
        this.opening = opening;
    }

    @Override
    public void read(long offset, MemorySegment dst) throws IOException {
        source().read(offset, dst);
    }

    private ByteSource source() throws IOException {
        ByteSource known = opened;
        return known != null ? known : open();
    }

    private synchronized ByteSource open() throws IOException {
        ByteSource known = opened;
        if (known == null) {
            known = opening.open();
            opened = known;
        }
        return known;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public String identity() {
        return "deferred:" + name;
    }

    @Override
    public boolean remote() {
        return remote;
    }

    @Override
    public SourceStats stats() {
        ByteSource known = opened;
        return known == null ? new SourceStats(0, 0) : known.stats();
    }

    @Override
    public void close() throws IOException {
        ByteSource known = opened;
        if (known != null) {
            known.close();
        }
    }
}
