package io.worldreel.publisher.serve;

import io.worldreel.format.publication.PublishedChunk;
import io.worldreel.zstdvfs.ByteSource;
import io.worldreel.zstdvfs.LayeredSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Chunks that are open: opening one that lies elsewhere costs round trips, and what it has fetched last serves the next request. The least
 * recently used are closed when nobody reads them. Safe for all threads.
 */
final class OpenChunks implements AutoCloseable {
    private final Opening opening;
    private final int most;
    private final Map<String, Held> held = new LinkedHashMap<>(16, 0.75f, true);

    /** How a chunk is opened. */
    interface Opening {
        ByteSource open(PublishedChunk chunk) throws IOException;
    }

    private static final class Held {
        private final ByteSource source;
        private int readers;

        Held(ByteSource source) {
            this.source = source;
        }
    }

    OpenChunks(Opening opening, int most) {
        this.opening = opening;
        this.most = most;
    }

    /** The chunk, for one reader. */
    synchronized ByteSource acquire(PublishedChunk chunk) throws IOException {
        Held one = held.get(chunk.info().chunk());
        if (one == null) {
            one = new Held(opening.open(chunk));
            held.put(chunk.info().chunk(), one);
        }
        one.readers++;
        closeUnused();
        return new Reader(one);
    }

    private synchronized void release(Held one) throws IOException {
        one.readers--;
        closeUnused();
    }

    private void closeUnused() throws IOException {
        Iterator<Held> eldest = held.values().iterator();
        while (held.size() > most && eldest.hasNext()) {
            Held one = eldest.next();
            if (one.readers == 0) {
                eldest.remove();
                one.source.close();
            }
        }
    }

    @Override
    public synchronized void close() throws IOException {
        for (Held one : held.values()) {
            one.source.close();
        }
        held.clear();
    }

    private final class Reader extends LayeredSource {
        private final Held one;

        Reader(Held one) {
            super(one.source);
            this.one = one;
        }

        @Override
        public void read(long offset, MemorySegment dst) throws IOException {
            one.source.read(offset, dst);
        }

        @Override
        public void close() throws IOException {
            release(one);
        }
    }
}
