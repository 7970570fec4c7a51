package io.worldreel.format.archive;

import io.worldreel.format.CorruptException;
import io.worldreel.format.segment.WindowFetch;
import io.worldreel.zstdvfs.PackedDatabase;
import io.worldreel.zstdvfs.SeekableReader;
import io.worldreel.zstdvfs.SeekableReader.FrameRun;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Plans the reads of a chunk that is far away, by its time index: a window and what its reference window holds for it come in one
 * round trip, and whoever goes from window to window finds the next ones there.
 */
final class RangePlan implements WindowFetch {
    /** So many bytes take about as long as a round trip: rather read over them than ask twice. */
    static final long CHEAP_BYTES = 512 << 10;
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
    public void fetch(int window, boolean whole) {
        if (window < 0 || window >= entries.size()) {
            return; // the reader of the window says what is wrong
        }
        try {
            List<FrameRun> runs = runs(window, whole);
            if (window != last) {
                streak = Math.abs(window - last) == 1 ? Math.min(AHEAD_WINDOWS, Math.max(1, 2 * streak)) : 0;
                fetchAhead(window, window < last ? -1 : 1, whole);
                last = window;
            }
            reader.fetch(runs);
        } catch (IOException failure) {
            throw new UncheckedIOException("reading window " + window + " of " + reader.name() + " failed: "
                    + failure.getMessage(), failure);
        }
    }

    /** Asks for the windows behind one that is about to be read, as many as the streak is long. */
    private void fetchAhead(int window, int step, boolean whole) throws IOException {
        long bytes = 0;
        for (int i = 1; i <= streak; i++) {
            int next = window + i * step;
            if (next < 0 || next >= entries.size()) {
                return;
            }
            FrameRun run = ofWindow(next, whole);
            bytes += bytes(run);
            if (bytes > AHEAD_BYTES) {
                return;
            }
            reader.fetchLater(run);
        }
    }

    /** What a window needs: of its own and of its reference window, as one run where what lies between is cheap. */
    private List<FrameRun> runs(int window, boolean whole) throws IOException {
        FrameRun own = ofWindow(window, whole);
        TimeIndex.Entry entry = entries.get(window);
        if (entry.reference() < 1 || entry.reference() > window) {
            return List.of(own);
        }
        TimeIndex.Entry reference = entries.get(window - entry.reference());
        var keys = checked(reference.firstZstdFrame(), reference.lastKeyZstdFrame());
        FrameRun both = new FrameRun(Math.min(keys.first(), own.first()), Math.max(keys.last(), own.last()));
        if (bytes(both) - bytes(own) - bytes(keys) <= CHEAP_BYTES / 2) {
            return List.of(both);
        }
        List<FrameRun> runs = new ArrayList<>(List.of(own));
        runs.add(keys);
        return runs;
    }

    private FrameRun ofWindow(int window, boolean whole) throws IOException {
        TimeIndex.Entry entry = entries.get(window);
        FrameRun all = checked(entry.firstZstdFrame(), entry.lastZstdFrame());
        return whole || bytes(all) <= CHEAP_BYTES
                ? all
                : checked(entry.firstZstdFrame(), entry.lastKeyZstdFrame());
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
