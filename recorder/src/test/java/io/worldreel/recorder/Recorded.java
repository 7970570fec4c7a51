package io.worldreel.recorder;

import io.worldreel.format.Event;
import io.worldreel.format.Frame;
import io.worldreel.format.WorldState;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Catalog;
import io.worldreel.format.archive.Chunk;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.segment.EventFilter;
import io.worldreel.format.segment.Gap;
import io.worldreel.format.segment.Lifetime;
import io.worldreel.format.segment.Segment;
import io.worldreel.format.segment.WindowEntry;
import io.worldreel.format.window.Window;
import io.worldreel.zstdvfs.VfsConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What an archive holds, read chunk by chunk through the catalog. */
final class Recorded {
    private Recorded() {}

    static List<ChunkInfo> chunks(Path archive) {
        try (Catalog catalog = Catalog.openReadOnly(new ArchiveLayout(archive))) {
            return catalog.chunks();
        }
    }

    private static void each(Path archive, Consumer<Segment> action) {
        for (ChunkInfo chunk : chunks(archive)) {
            with(archive, chunk, action);
        }
    }

    private static void with(Path archive, ChunkInfo chunk, Consumer<Segment> action) {
        try (Segment segment = Chunk.open(new ArchiveLayout(archive).chunk(chunk.chunk()), VfsConfig.DEFAULT)) {
            action.accept(segment);
        }
    }

    /** All frames, in the order of the chunks. */
    static List<Frame> frames(Path archive) {
        List<Frame> frames = new ArrayList<>();
        each(archive, segment -> read(segment, frames));
        return frames;
    }

    static List<Frame> frames(Path archive, ChunkInfo chunk) {
        List<Frame> frames = new ArrayList<>();
        with(archive, chunk, segment -> read(segment, frames));
        return frames;
    }

    private static void read(Segment segment, List<Frame> frames) {
        Map<Long, List<Event>> events = new TreeMap<>();
        segment.events(EventFilter.ALL,
                event -> events.computeIfAbsent(event.tick(), tick -> new ArrayList<>()).add(event.event()));
        for (WindowEntry entry : segment.windows()) {
            Window window = segment.window(entry.number());
            for (int i = 0; i < entry.frames(); i++) {
                Frame frame = window.frame(i);
                frames.add(new Frame(frame.tick(), frame.timeNanos(), frame.samples(), frame.spawns(),
                        frame.despawns(), events.getOrDefault(frame.tick(), List.of())));
            }
        }
    }

    static List<Gap> gaps(Path archive) {
        List<Gap> gaps = new ArrayList<>();
        each(archive, segment -> gaps.addAll(segment.gaps()));
        return gaps;
    }

    static List<Lifetime> lifetimes(Path archive) {
        List<Lifetime> lifetimes = new ArrayList<>();
        each(archive, segment -> segment.lifetimes(lifetimes::add));
        return lifetimes;
    }

    /** The state at the end of each chunk. */
    static List<WorldState> lastStates(Path archive) {
        List<WorldState> states = new ArrayList<>();
        each(archive, segment -> segment.lastState().ifPresent(states::add));
        return states;
    }
}
