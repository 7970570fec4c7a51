package io.worldreel.replayer.sql;

import io.worldreel.format.EntityId;
import io.worldreel.format.segment.Box;
import io.worldreel.format.segment.Segment;
import io.worldreel.format.segment.Space;
import io.worldreel.format.segment.WindowEntry;
import io.worldreel.format.window.WindowDirectory;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which entities may be in a space in the window at which a list of windows stands: by the index of space, if the chunk has one. */
final class Candidates {
    /** So many windows are looked up in an index of space at once: one by one they would take longer than their values. */
    private static final int WINDOWS_AT_ONCE = 32;

    private final ArchiveReader archive;
    private final WindowList windows;
    private final Map<Integer, Set<EntityId>> ahead = new HashMap<>();
    private int aheadChunk = -1;
    private int aheadEnd;

    Candidates(ArchiveReader archive, WindowList windows) {
        this.archive = archive;
        this.windows = windows;
    }

    /** As {@link #touching}, for whoever asks for the same space in window after window. */
    Set<EntityId> touchingAlways(Space space) {
        int window = windows.entry().number();
        if (windows.chunk() != aheadChunk || window >= aheadEnd) {
            lookAhead(space, window);
        }
        return windows.chunk() == aheadChunk ? ahead.getOrDefault(window, Set.of()) : touching(space);
    }

    private void lookAhead(Space space, int window) {
        ahead.clear();
        aheadChunk = -1;
        WindowEntry entry = windows.entry();
        int end = window + WINDOWS_AT_ONCE;
        boolean found = archive.read(windows.chunk(), entry.firstTick(), entry.lastTick(), segment -> {
            if (segment.hasSpace()) {
                segment.boxes(space, window, end - 1, box -> put(box, window, end));
            }
            return segment.hasSpace();
        }).orElse(false);
        if (found) {
            aheadChunk = windows.chunk();
            aheadEnd = end;
        }
    }

    private void put(Box box, int from, int end) {
        for (int window = Math.max(from, box.firstWindow()); window <= box.lastWindow() && window < end; window++) {
            ahead.computeIfAbsent(window, fresh -> new LinkedHashSet<>()).add(box.entity());
        }
    }

    /** More than there are, never fewer. Without an index, all that the window names. */
    Set<EntityId> touching(Space space) {
        Set<EntityId> found = new LinkedHashSet<>();
        WindowEntry entry = windows.entry();
        boolean indexed = archive.read(windows.chunk(), entry.firstTick(), entry.lastTick(), Segment::hasSpace)
                .orElse(false);
        if (indexed) {
            archive.read(windows.chunk(), entry.firstTick(), entry.lastTick(), segment -> {
                segment.boxes(space, entry.number(), entry.number(), box -> found.add(box.entity()));
                return true;
            });
            return found;
        }
        Optional<WindowDirectory> directory = archive.directory(windows.chunk(), entry);
        for (int row = 0; directory.isPresent() && row < directory.get().rows(); row++) {
            found.add(directory.get().entity(row));
        }
        return found;
    }
}
