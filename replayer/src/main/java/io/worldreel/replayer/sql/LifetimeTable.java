package io.worldreel.replayer.sql;

import io.worldreel.format.EntityId;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.segment.Lifetime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * {@code lifetimes(entity, kind, spawn_tick, spawn_time, despawn_tick, despawn_time)}: a row for each life. Chunks list the lives
 * that were going on while they were recorded; a life over several chunks is one row, without a despawn if none is recorded.
 */
final class LifetimeTable extends RowTable {
    private static final double GUESS = 1000;

    private final ArchiveReader archive;

    LifetimeTable(String name, ArchiveReader archive) {
        super(name, List.of(Column.ENTITY, Column.KIND, Column.plain("spawn_tick", "INTEGER"),
                Column.plain("spawn_time", "INTEGER"), Column.plain("despawn_tick", "INTEGER"),
                Column.plain("despawn_time", "INTEGER"), Column.SOURCE));
        this.archive = archive;
    }

    @Override
    double rows(Plan plan) {
        return plan.narrows(SearchKey.ENTITY) ? 2 : GUESS;
    }

    @Override
    Iterator<Row> walk(Bounds bounds) {
        return new Walk(bounds);
    }

    private record Life(EntityId entity, long spawnTick) {}

    /** Holds the lives of one chunk and those that the chunk before it left open. */
    private final class Walk implements Iterator<Row> {
        private final Bounds bounds;
        private final Deque<Row> ready = new ArrayDeque<>();
        private Map<Life, Lifetime> open = new LinkedHashMap<>();
        private String source = "";
        private int nextChunk;

        Walk(Bounds bounds) {
            this.bounds = bounds;
            fill();
        }

        private void fill() {
            while (ready.isEmpty() && nextChunk < archive.chunks().size()) {
                ChunkInfo info = archive.chunks().get(nextChunk);
                if (!info.source().equals(source)) {
                    endOpen();
                    source = info.source();
                }
                if (bounds.source().isEmpty() || bounds.source().get().equals(source)) {
                    read(nextChunk, info);
                }
                nextChunk++;
            }
            if (ready.isEmpty()) {
                endOpen();
            }
        }

        private void read(int chunk, ChunkInfo info) {
            archive.read(chunk, info.firstTick(), info.lastTick(), segment -> {
                Map<Life, Lifetime> lives = new LinkedHashMap<>();
                segment.lifetimes(life -> {
                    if (bounds.entities().isEmpty() || bounds.entities().get().contains(life.entity())) {
                        lives.put(new Life(life.entity(), life.spawnTick()), life);
                    }
                });
                return lives;
            }).ifPresent(this::follow);
        }

        private void follow(Map<Life, Lifetime> lives) {
            open.forEach((life, lifetime) -> {
                if (!lives.containsKey(life)) {
                    ready.add(row(lifetime));
                }
            });
            open = new LinkedHashMap<>();
            lives.forEach((life, lifetime) -> {
                if (lifetime.despawnTick().isPresent()) {
                    ready.add(row(lifetime));
                } else {
                    open.put(life, lifetime);
                }
            });
        }

        private void endOpen() {
            open.values().forEach(lifetime -> ready.add(row(lifetime)));
            open.clear();
        }

        private Row row(Lifetime life) {
            return new Row(Results.of(life.entity()), life.kind(), life.spawnTick(), life.spawnTimeNanos(),
                    nullable(life.despawnTick()), nullable(life.despawnTimeNanos()), source);
        }

        @Override
        public boolean hasNext() {
            return !ready.isEmpty();
        }

        @Override
        public Row next() {
            if (ready.isEmpty()) {
                throw new NoSuchElementException("there is no further life");
            }
            Row row = ready.remove();
            if (ready.isEmpty()) {
                fill();
            }
            return row;
        }
    }

    private static @Nullable Long nullable(OptionalLong tick) {
        return tick.isPresent() ? (Long) tick.getAsLong() : null;
    }
}
