package io.worldreel.replayer;

import io.worldreel.format.CorruptException;
import io.worldreel.format.Limits;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.segment.Segment;
import io.worldreel.format.segment.Wanted;
import io.worldreel.format.segment.WindowEntry;

import java.util.List;

/** A chunk that is open, and the list of its windows. Owned by the thread of its replay. */
final class OpenChunk implements AutoCloseable {
    private final Segment segment;
    private final List<WindowEntry> windows;
    private final TimeBounds times;

    /**
     * Owns the segment from now on.
     *
     * @param windows all of it, or those that are to be shown
     */
    OpenChunk(String name, Segment segment, List<WindowEntry> windows) {
        this.segment = segment;
        this.windows = List.copyOf(windows);
        check(name, windows);
        times = new TimeBounds(windows.size(), i -> windows.get(i).minTimeNanos(), i -> windows.get(i).maxTimeNanos());
    }

    /** Takes the segment over. Only a chunk that is there for the account of dropped frames alone holds no windows. */
    static OpenChunk of(ChunkInfo info, Segment segment) {
        boolean usable = false;
        try {
            List<WindowEntry> windows = segment.windows();
            if (windows.isEmpty() && info.frames() > 0) {
                throw new CorruptException("chunk " + info.chunk() + " holds no windows");
            }
            OpenChunk chunk = new OpenChunk(info.chunk(), segment, windows);
            usable = true;
            return chunk;
        } finally {
            if (!usable) {
                segment.close();
            }
        }
    }

    private static void check(String name, List<WindowEntry> windows) {
        for (int i = 0; i < windows.size(); i++) {
            WindowEntry window = windows.get(i);
            boolean rises = i == 0 || windows.get(i - 1).lastTick() < window.firstTick();
            if (!rises || window.lastTick() < window.firstTick() || window.frames() < 1
                    || window.frames() > Limits.WINDOW_TICKS) {
                throw new CorruptException(
                        "chunk " + name + " has a window of " + window.frames() + " frames from tick "
                                + window.firstTick() + " to " + window.lastTick() + " as number " + i);
            }
        }
    }

    Segment segment() {
        return segment;
    }

    List<WindowEntry> windows() {
        return windows;
    }

    /** Where times lie among the windows. */
    TimeBounds times() {
        return times;
    }

    /** What a part of a state needs of a window. */
    Wanted wanted(StateFilter filter) {
        if (filter.component().isEmpty()) {
            return Wanted.ALL;
        }
        return segment.components().entrySet().stream()
                .filter(declared -> declared.getValue().name().equals(filter.component().get())).findFirst()
                .<Wanted>map(declared -> new Wanted.OfComponent(declared.getKey())).orElse(Wanted.FEW);
    }

    /** The last window that begins at or before a tick; -1 if there is none. */
    int windowAtTick(long tick) {
        int low = 0;
        int high = windows.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (windows.get(middle).firstTick() <= tick) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    @Override
    public void close() {
        segment.close();
    }
}
