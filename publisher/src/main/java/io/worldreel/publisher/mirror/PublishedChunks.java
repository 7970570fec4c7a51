package io.worldreel.publisher.mirror;

import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.publication.PublishedChunk;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which chunks a publication's catalog names. Of a chunk that goes on where its source was, nobody has to read the catalog to know that it is not
 * among them; for any other it is read, once. Confined to one thread.
 */
final class PublishedChunks {
    /** All chunks that the catalog of the newest head names. */
    interface Reading {
        List<PublishedChunk> all() throws IOException;
    }

    private final Reading catalog;
    private final SortedMap<String, Long> lastTicks = new TreeMap<>();
    private Optional<Set<String>> names = Optional.empty();

    private PublishedChunks(Reading catalog) {
        this.catalog = catalog;
    }

    /** @param reached empty to read the catalog now */
    static PublishedChunks open(Reading catalog, Optional<Reached> reached) throws IOException {
        var published = new PublishedChunks(catalog);
        if (reached.isPresent()) {
            published.lastTicks.putAll(reached.get().lastTicks());
        } else {
            published.names();
        }
        return published;
    }

    void add(ChunkInfo chunk) {
        names.ifPresent(known -> known.add(chunk.chunk()));
        lastTicks.merge(chunk.source(), chunk.lastTick(), Math::max);
    }

    void remove(Collection<String> chunks) {
        names.ifPresent(known -> known.removeAll(chunks));
    }

    boolean contains(ChunkInfo chunk) throws IOException {
        return !goesOn(chunk) && contains(chunk.chunk());
    }

    boolean contains(String chunk) throws IOException {
        return names().contains(chunk);
    }

    /** Whether a chunk begins behind all that is published of its source: then it holds the content of none of these. */
    boolean goesOn(ChunkInfo chunk) {
        Long last = lastTicks.get(chunk.source());
        return last == null || chunk.firstTick() > last;
    }

    /** Of each source, the greatest tick that is published when these are, too. */
    SortedMap<String, Long> lastTicksWith(List<PublishedChunk> added) {
        var ticks = new TreeMap<>(lastTicks);
        added.forEach(chunk -> ticks.merge(chunk.info().source(), chunk.info().lastTick(), Math::max));
        return ticks;
    }

    private Set<String> names() throws IOException {
        if (names.isEmpty()) {
            List<PublishedChunk> all = catalog.all();
            names = Optional.of(new HashSet<>());
            all.forEach(chunk -> add(chunk.info()));
        }
        return names.get();
    }
}
