package io.worldreel.publisher.mirror;

import io.worldreel.format.archive.ChunkInfo;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which chunks a publication's catalog names, in memory: so that nobody has to read it to know. Confined to one thread. */
final class PublishedChunks {
    private final Set<String> names = new HashSet<>();
    private final Map<String, Long> lastTicks = new HashMap<>();

    void add(ChunkInfo chunk) {
        names.add(chunk.chunk());
        lastTicks.merge(chunk.source(), chunk.lastTick(), Math::max);
    }

    void remove(Collection<String> chunks) {
        names.removeAll(chunks);
    }

    boolean contains(String chunk) {
        return names.contains(chunk);
    }

    /** Whether a chunk may hold the content of others: who only goes on where its source was before does not. */
    boolean mayBeReplacedBy(ChunkInfo chunk) {
        return chunk.firstTick() <= lastTicks.getOrDefault(chunk.source(), Long.MIN_VALUE);
    }
}
