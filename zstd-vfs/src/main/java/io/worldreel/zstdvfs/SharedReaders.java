package io.worldreel.zstdvfs;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One reader, with one cache, for all who open the same content with the same configuration; closed with the last of
 * them. Content is told by its source's identity, not by its path: a file that was replaced gets a reader of its own.
 */
final class SharedReaders {
    private record Key(String identity, VfsConfig config) {}

    private static final class Entry {
        int leases;
        @Nullable
        SeekableReader reader;
    }

    private static final Map<Key, Entry> ENTRIES = new HashMap<>();

    private SharedReaders() {}

    /** A share in a reader. */
    static final class Lease implements AutoCloseable {
        private final Key key;
        private final SeekableReader reader;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Lease(Key key, SeekableReader reader) {
            this.key = key;
            this.reader = reader;
        }

        SeekableReader reader() {
            return reader;
        }

        /** Another share in the same reader. */
        Lease again() {
            synchronized (ENTRIES) {
                Entry entry = ENTRIES.get(key);
                if (closed.get() || entry == null) {
                    throw new IllegalStateException(reader.name() + " is closed");
                }
                entry.leases++;
            }
            return new Lease(key, reader);
        }

        @Override
        public void close() throws IOException {
            if (closed.compareAndSet(false, true)) {
                giveUp(key);
            }
        }
    }

    /** Takes over the source: it serves the reader, or is closed if there is one already or opening fails. */
    static Lease open(ByteSource source, VfsConfig config) throws IOException {
        var key = new Key(source.identity(), config);
        Entry entry;
        synchronized (ENTRIES) {
            entry = ENTRIES.computeIfAbsent(key, k -> new Entry());
            entry.leases++;
        }
        try {
            synchronized (entry) { // who opens the same file waits; who opens another does not
                if (entry.reader == null) {
                    entry.reader = SeekableReader.open(source, config);
                } else {
                    source.close();
                }
                return new Lease(key, entry.reader);
            }
        } catch (Throwable failure) {
            giveUp(key);
            throw failure;
        }
    }

    private static void giveUp(Key key) throws IOException {
        SeekableReader last = null;
        synchronized (ENTRIES) {
            Entry entry = ENTRIES.get(key);
            if (entry != null && --entry.leases == 0) {
                ENTRIES.remove(key);
                last = entry.reader;
            }
        }
        if (last != null) {
            last.close();
        }
    }
}
