package io.worldreel.replayer.sql;

import io.worldreel.format.window.GroupColumns;
import io.worldreel.format.window.WindowDirectory;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Steps over the windows that hold ticks within bounds, as {@link WindowList}, and loads their directories. */
final class WindowScan {
    private final ArchiveReader archive;
    private final Bounds bounds;
    private final WindowList list;

    private @Nullable WindowDirectory directory;
    private int first;
    private int last;
    private boolean[] wanted = {};
    private boolean allWanted;

    WindowScan(ArchiveReader archive, Bounds bounds) {
        this.archive = archive;
        this.bounds = bounds;
        list = new WindowList(archive, bounds);
    }

    /** Goes on to the next window that has a tick within the bounds. */
    boolean next() {
        while (list.next()) {
            Optional<WindowDirectory> loaded = archive.directory(list.chunk(), list.entry());
            if (loaded.isPresent() && select(loaded.get())) {
                directory = loaded.get();
                return true;
            }
        }
        directory = null;
        return false;
    }

    /** Marks the ticks within the bounds. */
    private boolean select(WindowDirectory loaded) {
        int ticks = loaded.ticks();
        wanted = new boolean[ticks];
        first = ticks;
        last = -1;
        int count = 0;
        for (int i = 0; i < ticks; i++) {
            if (bounds.contains(loaded.tick(i), loaded.timeNanos(i))) {
                wanted[i] = true;
                first = Math.min(first, i);
                last = i;
                count++;
            }
        }
        allWanted = count == last - first + 1;
        return count > 0;
    }

    /** The place of the chunk in the archive. */
    int chunk() {
        return list.chunk();
    }

    String source() {
        return list.info().source();
    }

    /** The number of the window in its chunk. */
    int window() {
        return list.entry().number();
    }

    WindowDirectory directory() {
        if (directory == null) {
            throw new IllegalStateException("there is no next window");
        }
        return directory;
    }

    /** The first tick index within the bounds. */
    int first() {
        return first;
    }

    /** The last tick index within the bounds. */
    int last() {
        return last;
    }

    /** Whether every tick from first to last is within the bounds. */
    boolean allWanted() {
        return allWanted;
    }

    boolean wants(int tickIndex) {
        return wanted[tickIndex];
    }

    /** The number of a component in this chunk; -1 if the window has no values of it. */
    int component(String name) {
        Integer number = archive.chunk(list.chunk()).map(open -> open.numbers().get(name)).orElse(null);
        if (number != null) {
            for (int present : directory().componentNumbers()) {
                if (present == number) {
                    return number;
                }
            }
        }
        return -1;
    }

    /** Names of the components that the window has values of, in the order of their numbers. */
    String[] components() {
        return archive.chunk(list.chunk()).map(open -> open.names(directory().componentNumbers()))
                .orElse(new String[0]);
    }

    /** Values up to the last wanted tick; empty if they cannot be read, which the archive notes. */
    Optional<GroupColumns> columns(int component, int group) {
        return archive.columns(list.chunk(), list.entry(), component, group, last);
    }
}
