package io.worldreel.replayer;

import io.worldreel.format.publication.Publication;
import io.worldreel.format.publication.PublishedChunk;
import io.worldreel.zstdvfs.ByteSource;
import io.worldreel.zstdvfs.DiskCache;

import java.io.IOException;

/** A publication of which what was read once need not be fetched again, not even by the next process. */
record CachedPublication(Publication publication, DiskCache cache) implements Publication {
    @Override
    public String name() {
        return publication.name();
    }

    @Override
    public Edition newest() throws IOException {
        return publication.newest();
    }

    @Override
    public ByteSource open(PublishedChunk chunk) throws IOException {
        return cache.over(publication.open(chunk));
    }

    @Override
    public void close() throws IOException {
        publication.close();
    }
}
