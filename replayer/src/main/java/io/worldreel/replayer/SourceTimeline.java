package io.worldreel.replayer;

import io.worldreel.format.FormatException;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.segment.WindowEntry;
import io.worldreel.format.window.WindowDirectory;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** The chunks of one source in the order of their ticks, and where a tick or a time lies in them. */
final class SourceTimeline {
    private final String source;
    private final List<ChunkInfo> chunks;
    private final TimeBounds times;
    private final ChunkPool pool;

    /** A frame: by the place of its chunk, of the window in the chunk, and of the tick in the window. */
    record Place(int chunk, int window, int tickIndex) {}

    /** @param chunks at least one */
    SourceTimeline(String source, List<ChunkInfo> chunks, ChunkPool pool) {
        this.source = source;
        this.chunks = List.copyOf(chunks);
        this.pool = pool;
        times = new TimeBounds(chunks.size(), i -> chunks.get(i).fromNanos(), i -> chunks.get(i).toNanos());
    }

    String source() {
        return source;
    }

    /** Which all sources of an archive share. */
    ChunkPool pool() {
        return pool;
    }

    List<ChunkInfo> chunks() {
        return chunks;
    }

    ChunkInfo chunk(int chunk) {
        return chunks.get(chunk);
    }

    OpenChunk open(int chunk) {
        return pool.chunk(chunks.get(chunk));
    }

    /** A window whose directory is wanted. */
    LoadedWindow load(int chunk, int window) {
        return pool.window(chunks.get(chunk), window, Optional.empty());
    }

    /** A window of which values are wanted. */
    LoadedWindow load(int chunk, int window, StateFilter filter) {
        return pool.window(chunks.get(chunk), window, Optional.of(filter));
    }

    long firstTick() {
        return chunks.getFirst().firstTick();
    }

    long lastTick() {
        return chunks.getLast().lastTick();
    }

    /** The least time of any frame. */
    long leastTime() {
        return times.least();
    }

    /** The greatest time of any frame. */
    long greatestTime() {
        return times.greatest();
    }

    /**
     * The last frame at or before a tick; empty if all are later.
     *
     * @param filter which values of its window are wanted
     * @throws FormatException if the chunk that must be asked is damaged
     */
    Optional<Place> lastAtTick(long tick, StateFilter filter) {
        int chunk = chunkAtTick(tick);
        if (chunk < 0) {
            return Optional.empty();
        }
        int window = Math.max(0, open(chunk).windowAtTick(tick));
        int tickIndex = load(chunk, window, filter).directory().tickIndexAt(tick);
        return Optional.of(new Place(chunk, window, Math.max(0, tickIndex)));
    }

    /** Where {@link #lastAtTick} will read. */
    Optional<Approach> approachTick(long tick) {
        int chunk = chunkAtTick(tick);
        return chunk < 0
                ? Optional.empty()
                : Optional.of(new Approach(chunks.get(chunk), open -> Math.max(0, open.windowAtTick(tick))));
    }

    /** Where {@link #lastAtTime} will read. */
    Optional<Approach> approachTime(long nanos) {
        int chunk = times.lastReachedBy(nanos);
        return chunk < 0
                ? Optional.empty()
                : Optional.of(new Approach(chunks.get(chunk), open -> Math.max(0, open.times().lastReachedBy(nanos))));
    }

    /** The last chunk that begins at or before a tick; -1 if there is none. */
    int chunkAtTick(long tick) {
        int low = 0;
        int high = chunks.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (chunks.get(middle).firstTick() <= tick) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    /**
     * The last frame whose time is at most {@code nanos}; empty if all are later.
     *
     * @param filter which values of its window are wanted
     * @throws FormatException if the chunk that must be asked is damaged
     */
    Optional<Place> lastAtTime(long nanos, StateFilter filter) {
        int chunk = times.lastReachedBy(nanos);
        if (chunk < 0) {
            return Optional.empty();
        }
        int window = Math.max(0, open(chunk).times().lastReachedBy(nanos));
        WindowDirectory directory = load(chunk, window, filter).directory();
        int tickIndex = directory.ticks() - 1;
        while (tickIndex > 0 && directory.timeNanos(tickIndex) > nanos) {
            tickIndex--;
        }
        return Optional.of(new Place(chunk, window, tickIndex));
    }

    /**
     * The tick of the last frame whose time is at most {@code nanos}, less than any tick if there is none. Where damage hides the
     * frame, a tick behind all that are hidden.
     */
    long lastTickAtTime(long nanos) {
        int chunk = times.lastReachedBy(nanos);
        if (chunk < 0) {
            return Long.MIN_VALUE;
        }
        long known = chunks.get(chunk).lastTick();
        try {
            OpenChunk open = open(chunk);
            int window = Math.max(0, open.times().lastReachedBy(nanos));
            known = open.windows().get(window).lastTick();
            WindowDirectory directory = load(chunk, window).directory();
            int tickIndex = directory.ticks() - 1;
            while (tickIndex > 0 && directory.timeNanos(tickIndex) > nanos) {
                tickIndex--;
            }
            return directory.tick(tickIndex);
        } catch (FormatException | UncheckedIOException damage) {
            Outage.rethrow(damage);
            return known; // whoever goes on to read the frames meets the damage and names it
        }
    }

    /**
     * The tick of the first frame whose time is at least {@code nanos}, greater than any tick if there is none. Where damage hides
     * the frame, a tick before all that are hidden.
     */
    long firstTickAtTime(long nanos) {
        int chunk = times.firstReaching(nanos);
        if (chunk == chunks.size()) {
            return Long.MAX_VALUE;
        }
        long known = chunks.get(chunk).firstTick();
        try {
            OpenChunk open = open(chunk);
            List<WindowEntry> windows = open.windows();
            int window = Math.min(windows.size() - 1, open.times().firstReaching(nanos));
            known = windows.get(window).firstTick();
            WindowDirectory directory = load(chunk, window).directory();
            int tickIndex = 0;
            while (tickIndex < directory.ticks() - 1 && directory.timeNanos(tickIndex) < nanos) {
                tickIndex++;
            }
            return directory.tick(tickIndex);
        } catch (FormatException | UncheckedIOException damage) {
            Outage.rethrow(damage);
            return known; // whoever goes on to read the frames meets the damage and names it
        }
    }
}
