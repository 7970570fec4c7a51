package io.worldreel.replayer;

import io.worldreel.format.Component;
import io.worldreel.format.EntityId;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.segment.Gap;
import io.worldreel.format.segment.Indexes;
import io.worldreel.format.segment.SqlFailure;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Adds up what the chunks of an archive say. Distinct entities are counted in a temporary database, which spills to disk. */
final class InfoReader {
    private static final String DROPPED = "dropped: ";

    private final Set<Component> components = new LinkedHashSet<>();
    private final SortedMap<String, Long> droppedFor = new TreeMap<>();
    private Indexes.Sizes indexes = new Indexes.Sizes(0, 0);
    private final Map<String, Long> recovered = new HashMap<>();

    /** Chunks that cannot be read are noted in the walks' skips, and count with what the catalog says of them. */
    ArchiveInfo read(List<SourceTimeline> timelines, List<SourceTimeline> withoutFrames, Skips skips,
            List<String> unsealed) {
        var sources = new ArrayList<ArchiveInfo.Source>();
        var all = new ArrayList<ChunkInfo>();
        var both = new ArrayList<>(timelines);
        both.addAll(withoutFrames);
        long entities = countEntities(both, skips);
        for (SourceTimeline timeline : timelines) {
            all.addAll(timeline.chunks());
            sources.add(new ArchiveInfo.Source(timeline.source(), timeline.chunks().size(), timeline.firstTick(),
                    timeline.lastTick(), timeline.leastTime(), timeline.greatestTime()));
        }
        withoutFrames.forEach(timeline -> all.addAll(timeline.chunks()));
        var ticks = new ArchiveInfo.TickAccount(all.stream().mapToLong(ChunkInfo::frames).sum(),
                all.stream().mapToLong(ChunkInfo::dropped).sum(), all.stream().mapToLong(ChunkInfo::missing).sum(),
                recovered.values().stream().mapToLong(Long::longValue).sum(),
                Collections.unmodifiableSortedMap(droppedFor));
        var accounts = all.stream()
                .map(chunk -> new ArchiveInfo.ChunkAccount(chunk.chunk(), chunk.frames(), chunk.dropped(),
                        chunk.missing(), recovered.getOrDefault(chunk.chunk(), 0L)))
                .toList();
        return new ArchiveInfo(all.getFirst().world(), sources, List.copyOf(components), entities, all.size(),
                all.stream().mapToLong(ChunkInfo::bytes).sum(), all.stream().mapToLong(ChunkInfo::rawBytes).sum(),
                all.stream().mapToLong(ChunkInfo::samples).sum(), ticks, accounts, indexes,
                unsealed);
    }

    private long countEntities(List<SourceTimeline> timelines, Skips skips) {
        try (Connection temporary = DriverManager.getConnection("jdbc:sqlite:");
                Statement statement = temporary.createStatement()) {
            statement.execute("CREATE TABLE seen(id PRIMARY KEY) WITHOUT ROWID");
            temporary.setAutoCommit(false);
            try (PreparedStatement insert = temporary.prepareStatement("INSERT OR IGNORE INTO seen VALUES (?)")) {
                for (SourceTimeline timeline : timelines) {
                    var walk = new WindowWalk(timeline, new TickRange(Long.MIN_VALUE, Long.MAX_VALUE), skips);
                    for (int chunk = 0; chunk < timeline.chunks().size(); chunk++) {
                        String name = timeline.chunks().get(chunk).chunk();
                        walk.readNames(chunk, open -> read(name, open, insert));
                    }
                }
            }
            try (ResultSet count = statement.executeQuery("SELECT count(*) FROM seen")) {
                return count.getLong(1);
            }
        } catch (SQLException failure) {
            throw SqlFailure.of("counting the entities of an archive in a temporary database", failure);
        }
    }

    private boolean read(String name, OpenChunk chunk, PreparedStatement insert) {
        recovered.put(name, chunk.segment().recovered());
        components.addAll(chunk.segment().components().values());
        indexes = indexes.plus(chunk.segment().indexSizes());
        for (Gap gap : chunk.segment().gaps()) {
            if (!gap.isMissing()) {
                droppedFor.merge(gap.reason().substring(DROPPED.length()), gap.ticks(), Long::sum);
            }
        }
        chunk.segment().entities(entity -> insert(entity.entity(), insert));
        return true;
    }

    private static void insert(EntityId entity, PreparedStatement insert) {
        try {
            insert.setObject(1, switch (entity) {
                case EntityId.Numbered(long number) -> number;
                case EntityId.Named(String name) -> name;
            });
            insert.executeUpdate();
        } catch (SQLException failure) {
            throw SqlFailure.of("counting the entities of an archive in a temporary database", failure);
        }
    }
}
