package io.worldreel.replayer;

import io.worldreel.format.archive.ChunkInfo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What reads had to leave out, each piece once. Owned by the thread of its replay. */
final class Skips {
    private final Map<Key, Skipped> skipped = new LinkedHashMap<>();

    /** What cannot be read: damage to one says nothing about the others. */
    enum Part {
        CHUNK, WINDOW, EVENTS, NAMES
    }

    private record Key(Part part, String chunk, long firstTick, long lastTick) {}

    void add(Part part, ChunkInfo chunk, TickRange ticks, RuntimeException problem) {
        skipped.putIfAbsent(new Key(part, chunk.chunk(), ticks.first(), ticks.last()),
                new Skipped(chunk.chunk(), chunk.source(), ticks.first(), ticks.last(),
                        String.valueOf(problem.getMessage())));
    }

    boolean has(Part part, ChunkInfo chunk, TickRange ticks) {
        return skipped.containsKey(new Key(part, chunk.chunk(), ticks.first(), ticks.last()));
    }

    List<Skipped> all() {
        return skipped.values().stream().distinct().toList();
    }
}
