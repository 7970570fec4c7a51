package io.worldreel.replayer.sql;

import io.worldreel.format.EntityId;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code entities(entity, kind)}: a row for each entity of each source, with the kind that it had last. */
final class EntityTable extends RowTable {
    private static final double GUESS = 1000;

    private final ArchiveReader archive;

    private record Owner(String source, EntityId entity) {}

    EntityTable(String name, ArchiveReader archive) {
        super(name, List.of(Column.ENTITY, Column.KIND, Column.SOURCE));
        this.archive = archive;
    }

    @Override
    double rows(Plan plan) {
        // Every chunk is opened whatever is looked for.
        return plan.narrows(SearchKey.ENTITY) ? 1 : GUESS;
    }

    /** Takes memory by the number of entities. */
    @Override
    Iterator<Row> walk(Bounds bounds) {
        Map<Owner, String> kinds = new LinkedHashMap<>();
        for (int i = 0; i < archive.chunks().size(); i++) {
            var info = archive.chunks().get(i);
            if (bounds.source().isEmpty() || bounds.source().get().equals(info.source())) {
                archive.read(i, info.firstTick(), info.lastTick(), segment -> {
                    segment.entities(entity -> {
                        if (bounds.entities().isEmpty() || bounds.entities().get().contains(entity.entity())) {
                            kinds.merge(new Owner(info.source(), entity.entity()), entity.kind(),
                                    (before, now) -> now.isEmpty() ? before : now);
                        }
                    });
                    return true;
                });
            }
        }
        return kinds.entrySet().stream().map(
                entry -> new Row(Results.of(entry.getKey().entity()), entry.getValue(), entry.getKey().source()))
                .iterator();
    }
}
