package io.worldreel.zstdvfs;

import java.io.IOException;

/** A source that changes how another one is read, and nothing else about it. Owns the other. */
public abstract class LayeredSource implements ByteSource {
    final ByteSource source;

    protected LayeredSource(ByteSource source) {
        this.source = source;
    }

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public long size() {
        return source.size();
    }

    @Override
    public String identity() {
        return source.identity();
    }

    @Override
    public void checkUnchanged() throws IOException {
        source.checkUnchanged();
    }

    @Override
    public boolean remote() {
        return source.remote();
    }

    @Override
    public int grain() {
        return source.grain();
    }

    @Override
    public SourceStats stats() {
        return source.stats();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
