package io.worldreel.replayer.sql;

import io.worldreel.format.EntityId;
import io.worldreel.format.segment.Segment;
import io.worldreel.format.segment.Space;
import io.worldreel.format.segment.WindowEntry;
import io.worldreel.format.window.WindowDirectory;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Which entities may be in a space in the window at which a list of windows stands: by the index of space, if the chunk has one. */
final class Candidates {
    private final ArchiveReader archive;
    private final WindowList windows;

    Candidates(ArchiveReader archive, WindowList windows) {
        this.archive = archive;
        this.windows = windows;
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
