package io.worldreel.replayer.sql;

import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.window.Mark;
import io.worldreel.format.window.WindowDirectory;
import io.worldreel.replayer.sql.Plan.Condition;
import io.worldreel.replayer.sql.Plan.Operator;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** {@code frames(tick, time, spawns, despawns)}: how many lives each frame says to begin and to end. */
final class FrameTable extends RowTable {
    private final ArchiveReader archive;
    private final double frames;

    FrameTable(String name, ArchiveReader archive) {
        super(name, List.of(Column.TICK, Column.TIME, Column.plain("spawns", "INTEGER"),
                Column.plain("despawns", "INTEGER"), Column.SOURCE));
        this.archive = archive;
        frames = archive.chunks().stream().mapToDouble(ChunkInfo::frames).sum();
    }

    @Override
    double rows(Plan plan) {
        double rows = frames;
        for (SearchKey key : List.of(SearchKey.TICK, SearchKey.TIME)) {
            if (plan.has(key, Operator.EQ)) {
                rows = 1;
            } else if (plan.narrows(key)) {
                rows *= Estimates.range(plan, key);
            }
        }
        return rows;
    }

    @Override
    boolean isInOrder(List<Condition> conditions) {
        return archive.chunks().stream().map(ChunkInfo::source).distinct().count() <= 1;
    }

    @Override
    Iterator<Row> walk(Bounds bounds) {
        return new Walk(new WindowScan(archive, bounds));
    }

    private static final class Walk implements Iterator<Row> {
        private final WindowScan scan;
        private boolean more;
        private int tickIndex;
        private long[] spawns = {};
        private long[] despawns = {};

        Walk(WindowScan scan) {
            this.scan = scan;
            load();
        }

        private void load() {
            more = scan.next();
            if (!more) {
                return;
            }
            tickIndex = scan.first();
            spawns = new long[scan.directory().ticks()];
            despawns = new long[scan.directory().ticks()];
            for (Mark mark : scan.directory().marks()) {
                (mark.type() == Mark.Type.DESPAWN ? despawns : spawns)[mark.tickIndex()] += mark
                        .type() == Mark.Type.BEGIN ? 0 : 1;
            }
        }

        @Override
        public boolean hasNext() {
            return more;
        }

        @Override
        public Row next() {
            if (!more) {
                throw new NoSuchElementException("there is no further frame");
            }
            WindowDirectory directory = scan.directory();
            Row row = new Row(directory.tick(tickIndex), directory.timeNanos(tickIndex), spawns[tickIndex],
                    despawns[tickIndex], scan.source());
            do {
                tickIndex++;
            } while (tickIndex <= scan.last() && !scan.wants(tickIndex));
            if (tickIndex > scan.last()) {
                load();
            }
            return row;
        }
    }
}
