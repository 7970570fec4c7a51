package io.worldreel.replayer;

import io.worldreel.format.archive.ChunkInfo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What reads had to leave out, each piece once. Owned by the thread of its replay. */
final class Skips {
    private final Map<Key, Skipped> skipped = new LinkedHashMap<>();

    private record Key(String chunk, long firstTick, long lastTick) {}

    void add(ChunkInfo chunk, long firstTick, long lastTick, RuntimeException problem) {
        skipped.putIfAbsent(new Key(chunk.chunk(), firstTick, lastTick),
                new Skipped(chunk.chunk(), chunk.source(), firstTick,
                        lastTick, String.valueOf(problem.getMessage())));
    }

    boolean has(ChunkInfo chunk, long firstTick, long lastTick) {
        return skipped.containsKey(new Key(chunk.chunk(), firstTick, lastTick));
    }

    List<Skipped> all() {
        return List.copyOf(skipped.values());
    }
}
