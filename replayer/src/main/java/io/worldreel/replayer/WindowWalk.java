package io.worldreel.replayer;

import io.worldreel.format.FormatException;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.segment.WindowEntry;
import io.worldreel.replayer.Skips.Part;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Steps over the windows of one source that touch a range of ticks, either way and across chunks. What cannot be read is left out
 * and noted, once: a chunk that does not open as a whole, otherwise the single window.
 */
final class WindowWalk {
    private final SourceTimeline timeline;
    private final TickRange range;
    private final Skips skips;

    /** A window by the place of its chunk in the timeline and its own in the chunk, and the ticks it spans. */
    record Step(int chunk, int window, long firstTick, long lastTick) {}

    WindowWalk(SourceTimeline timeline, TickRange range, Skips skips) {
        this.timeline = timeline;
        this.range = range;
        this.skips = skips;
    }

    TickRange range() {
        return range;
    }

    SourceTimeline timeline() {
        return timeline;
    }

    /** The first window that ends at or after a tick. */
    Optional<Step> firstFrom(long tick) {
        long from = Math.max(tick, range.first());
        int chunk = Math.max(0, timeline.chunkAtTick(from));
        if (timeline.chunk(chunk).lastTick() < from) {
            return forward(chunk + 1, 0);
        }
        Optional<OpenChunk> open = open(chunk);
        if (open.isEmpty()) {
            return forward(chunk + 1, 0);
        }
        int window = Math.max(0, open.get().windowAtTick(from));
        boolean endsBefore = open.get().windows().get(window).lastTick() < from;
        return forward(chunk, endsBefore ? window + 1 : window);
    }

    /** The last window that begins at or before a tick. */
    Optional<Step> lastUpTo(long tick) {
        long to = Math.min(tick, range.last());
        int chunk = timeline.chunkAtTick(to);
        if (chunk < 0) {
            return Optional.empty();
        }
        return open(chunk).map(open -> backward(chunk, open.windowAtTick(to)))
                .orElseGet(() -> backward(chunk - 1, Integer.MAX_VALUE));
    }

    Optional<Step> after(Step step) {
        return forward(step.chunk(), step.window() + 1);
    }

    Optional<Step> before(Step step) {
        return backward(step.chunk(), step.window() - 1);
    }

    /** The window that lies {@code count} further in the same chunk, or the last of it that touches the range. */
    Step ahead(Step step, int count) {
        return open(step.chunk()).map(open -> {
            List<WindowEntry> windows = open.windows();
            int last = Math.min(step.window() + count, windows.size() - 1);
            while (last > step.window() && windows.get(last).firstTick() > range.last()) {
                last--;
            }
            return new Step(step.chunk(), last, windows.get(last).firstTick(), windows.get(last).lastTick());
        }).orElse(step);
    }

    private Optional<Step> forward(int fromChunk, int fromWindow) {
        int window = fromWindow;
        for (int chunk = fromChunk; chunk < timeline.chunks().size(); chunk++) {
            if (timeline.chunk(chunk).firstTick() > range.last()) {
                break;
            }
            Optional<OpenChunk> open = open(chunk);
            if (open.isPresent() && window < open.get().windows().size()) {
                return stepInRange(chunk, window, open.get().windows());
            }
            window = 0;
        }
        return Optional.empty();
    }

    private Optional<Step> backward(int fromChunk, int fromWindow) {
        int window = fromWindow;
        for (int chunk = fromChunk; chunk >= 0; chunk--) {
            if (timeline.chunk(chunk).lastTick() < range.first()) {
                break;
            }
            Optional<OpenChunk> open = window < 0 ? Optional.empty() : open(chunk);
            if (open.isPresent()) {
                List<WindowEntry> windows = open.get().windows();
                return stepInRange(chunk, Math.min(window, windows.size() - 1), windows);
            }
            window = Integer.MAX_VALUE;
        }
        return Optional.empty();
    }

    private Optional<Step> stepInRange(int chunk, int window, List<WindowEntry> windows) {
        WindowEntry entry = windows.get(window);
        return range.touches(entry.firstTick(), entry.lastTick())
                ? Optional.of(new Step(chunk, window, entry.firstTick(), entry.lastTick()))
                : Optional.empty();
    }

    private Optional<OpenChunk> open(int chunk) {
        ChunkInfo info = timeline.chunk(chunk);
        if (!range.touches(info.firstTick(), info.lastTick())) {
            return Optional.empty();
        }
        return attempt(Part.CHUNK, info, new TickRange(info.firstTick(), info.lastTick()), () -> timeline.open(chunk));
    }

    /** Reads something from all values of a window; empty if it is damaged, which is noted. */
    <T> Optional<T> readWhole(Step step, Function<LoadedWindow, T> reading) {
        return attempt(Part.WINDOW, timeline.chunk(step.chunk()), new TickRange(step.firstTick(), step.lastTick()),
                () -> reading.apply(timeline.load(step.chunk(), step.window(), StateFilter.ALL)));
    }

    /** Reads something from a window; empty if it is damaged, which is noted. */
    <T> Optional<T> read(Step step, Function<LoadedWindow, T> reading) {
        return attempt(Part.WINDOW, timeline.chunk(step.chunk()), new TickRange(step.firstTick(), step.lastTick()),
                () -> reading.apply(timeline.load(step.chunk(), step.window())));
    }

    /** Reads the events of some ticks of a chunk; empty if they are damaged, which is noted. */
    <T> Optional<T> readEvents(int chunk, TickRange ticks, Function<OpenChunk, T> reading) {
        return attempt(Part.EVENTS, timeline.chunk(chunk), ticks, () -> reading.apply(timeline.open(chunk)));
    }

    /** Reads what a chunk says of entities and components; empty if that is damaged, which is noted. */
    <T> Optional<T> readNames(int chunk, Function<OpenChunk, T> reading) {
        ChunkInfo info = timeline.chunk(chunk);
        return attempt(Part.NAMES, info, new TickRange(info.firstTick(), info.lastTick()),
                () -> reading.apply(timeline.open(chunk)));
    }

    private <T> Optional<T> attempt(Part part, ChunkInfo chunk, TickRange ticks, Supplier<T> attempt) {
        if (skips.has(part, chunk, ticks)) {
            return Optional.empty();
        }
        try {
            return Optional.of(attempt.get());
        } catch (FormatException | UncheckedIOException problem) {
            Outage.rethrow(problem);
            skips.add(part, chunk, ticks, problem);
            return Optional.empty();
        }
    }
}
