package io.worldreel.replayer.sql;

import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.segment.WindowEntry;
import io.worldreel.replayer.sql.ArchiveReader.OpenChunk;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Steps over the windows that may hold ticks within bounds, by what catalog and chunks list of them: source by source, each in the
 * order of its ticks. Loads no window.
 */
final class WindowList {
    private final ArchiveReader archive;
    private final Bounds bounds;
    private int chunk = -1;
    private List<WindowEntry> entries = List.of();
    private int nextEntry;
    private @Nullable WindowEntry entry;

    WindowList(ArchiveReader archive, Bounds bounds) {
        this.archive = archive;
        this.bounds = bounds;
        if (bounds.nothing()) {
            chunk = archive.chunks().size();
        }
    }

    /** Goes on to the next window. */
    boolean next() {
        do {
            while (nextEntry < entries.size() && entries.get(nextEntry).firstTick() <= bounds.lastTick()) {
                WindowEntry candidate = entries.get(nextEntry++);
                if (bounds.touchesTimes(candidate.minTimeNanos(), candidate.maxTimeNanos())) {
                    entry = candidate;
                    return true;
                }
            }
        } while (nextChunk());
        entry = null;
        return false;
    }

    private boolean nextChunk() {
        entries = List.of();
        for (chunk++; chunk < archive.chunks().size(); chunk++) {
            ChunkInfo info = archive.chunks().get(chunk);
            if (bounds.touchesTicks(info.firstTick(), info.lastTick())
                    && bounds.touchesTimes(info.fromNanos(), info.toNanos())
                    && (bounds.source().isEmpty() || bounds.source().get().equals(info.source()))) {
                Optional<OpenChunk> open = archive.chunk(chunk);
                if (open.isPresent()) {
                    entries = open.get().windows();
                    nextEntry = firstEntry();
                    return true;
                }
            }
        }
        return false;
    }

    /** The first window that does not end before the first tick. */
    private int firstEntry() {
        int low = 0;
        int high = entries.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries.get(middle).lastTick() < bounds.firstTick()) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The place of the chunk in the archive. */
    int chunk() {
        return chunk;
    }

    ChunkInfo info() {
        return archive.chunks().get(chunk);
    }

    WindowEntry entry() {
        if (entry == null) {
            throw new IllegalStateException("there is no next window");
        }
        return entry;
    }
}
