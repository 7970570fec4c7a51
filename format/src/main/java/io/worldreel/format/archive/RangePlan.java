package io.worldreel.format.archive;

import io.worldreel.format.CorruptException;
import io.worldreel.format.segment.Wanted;
import io.worldreel.format.segment.WindowFetch;
import io.worldreel.zstdvfs.PackedDatabase;
import io.worldreel.zstdvfs.SeekableReader;
import io.worldreel.zstdvfs.SeekableReader.FrameRun;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Plans the reads of a chunk that is far away, by its time index: a window and what its reference window holds for it come in one
 * round trip, and whoever goes from window to window finds the next ones there.
 */
final class RangePlan implements WindowFetch {
    /** So many bytes take about as long as a round trip: rather read over them than ask twice. */
    static final long CHEAP_BYTES = 512 << 10;
    /** Without these bytes of a component a reader would have to ask once more, for its part of them alone. */
    private static final long COMPONENT_BYTES = 2 * CHEAP_BYTES;
    /** Compressed bytes that are asked for ahead of a reader that goes from window to window. */
    private static final long AHEAD_BYTES = 2 << 20;
    private static final int AHEAD_WINDOWS = 32;

    private final PackedDatabase file;
    private final SeekableReader reader;
    private final List<TimeIndex.Entry> entries;
    private int last = -2;
    private int streak;

    /** Takes the file over. */
    RangePlan(PackedDatabase file, TimeIndex index) {
        this.file = file;
        reader = file.reader();
        entries = index.entries();
    }

    @Override
    public boolean isFar() {
        return true;
    }

    @Override
    public void fetch(int window, Wanted wanted) {
        if (window < 0 || window >= entries.size()) {
            return; // the reader of the window says what is wrong
        }
        try {
            List<FrameRun> runs = runs(window, wanted);
            if (window != last && !(wanted instanceof Wanted.OfGroup)) {
                streak = Math.abs(window - last) == 1 ? Math.min(AHEAD_WINDOWS, Math.max(1, 2 * streak)) : 0;
                fetchAhead(window, window < last ? -1 : 1, wanted);
                last = window;
            }
            reader.fetch(runs);
        } catch (IOException failure) {
            throw new UncheckedIOException("reading window " + window + " of " + reader.name() + " failed: "
                    + failure.getMessage(), failure);
        }
    }

    /** Asks for the windows behind one that is about to be read, as many as the streak is long. */
    private void fetchAhead(int window, int step, Wanted wanted) throws IOException {
        long bytes = 0;
        for (int i = 1; i <= streak; i++) {
            int next = window + i * step;
            if (next < 0 || next >= entries.size()) {
                return;
            }
            for (FrameRun run : ofWindow(next, wanted)) {
                bytes += bytes(run);
                if (bytes > AHEAD_BYTES) {
                    return;
                }
                reader.fetchLater(run);
            }
        }
    }

    /** What a window needs: of its own and of its reference window, as one run where what lies between is cheap. */
    private List<FrameRun> runs(int window, Wanted wanted) throws IOException {
        TimeIndex.Entry entry = entries.get(window);
        if (wanted instanceof Wanted.OfGroup(int component, int group)) {
            return entry.deltas(component, group).map(run -> checked(run.first(), run.last())).stream().toList();
        }
        List<FrameRun> own = ofWindow(window, wanted);
        if (entry.reference() < 1 || entry.reference() > window) {
            return own;
        }
        TimeIndex.Entry reference = entries.get(window - entry.reference());
        List<FrameRun> runs = new ArrayList<>();
        runs.add(checked(reference.firstZstdFrame(), reference.lastKeyZstdFrame()));
        for (FrameRun run : own) {
            add(runs, run);
        }
        return runs;
    }

    /** Adds a run behind others, as one with the last where what lies between is cheap. */
    private void add(List<FrameRun> runs, FrameRun run) throws IOException {
        FrameRun before = runs.getLast();
        FrameRun both = new FrameRun(Math.min(before.first(), run.first()), Math.max(before.last(), run.last()));
        if (bytes(both) - bytes(before) - bytes(run) <= CHEAP_BYTES / 2) {
            runs.set(runs.size() - 1, both);
        } else {
            runs.add(run);
        }
    }

    private List<FrameRun> ofWindow(int window, Wanted wanted) throws IOException {
        TimeIndex.Entry entry = entries.get(window);
        FrameRun all = checked(entry.firstZstdFrame(), entry.lastZstdFrame());
        if (wanted instanceof Wanted.All || bytes(all) <= CHEAP_BYTES) {
            return List.of(all);
        }
        List<FrameRun> runs = new ArrayList<>();
        runs.add(checked(entry.firstZstdFrame(), entry.lastKeyZstdFrame()));
        if (wanted instanceof Wanted.OfComponent(int component)) {
            Optional<FrameRun> deltas = entry.deltas(component).map(run -> checked(run.first(), run.last()));
            if (deltas.isPresent() && bytes(deltas.get()) <= COMPONENT_BYTES) {
                add(runs, deltas.get());
            }
        }
        return runs;
    }

    /** The index comes from the file: it is not believed. */
    private FrameRun checked(int first, int lastFrame) {
        if (first < 0 || lastFrame < first || lastFrame >= reader.frameCount()) {
            throw new CorruptException("the time index of " + reader.name() + " names zstd frames " + first + " to "
                    + lastFrame + " of " + reader.frameCount());
        }
        return new FrameRun(first, lastFrame);
    }

    private long bytes(FrameRun run) throws IOException {
        return reader.compressedRange(run.first(), run.last()).length();
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException failure) {
            throw new UncheckedIOException("closing " + reader.name() + " failed: " + failure.getMessage(), failure);
        }
    }
}
