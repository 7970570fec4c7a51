package io.worldreel.replayer.sql;

import io.worldreel.format.EntityId;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.segment.Space;
import io.worldreel.format.segment.WindowEntry;
import io.worldreel.format.window.WindowDirectory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code near(x, y, z, radius, from, to)}: a row for each position within a ball that a frame of the range put an entity at, or
 * that it had at the first frame of the range. Reads only windows in which boxes touch the ball.
 */
final class NearTable extends RowTable {
    private static final String USAGE = "near(x, y, z, radius[, from, to])";
    private static final SearchKey[] PARAMETERS = { SearchKey.X, SearchKey.Y, SearchKey.Z, SearchKey.RADIUS,
            SearchKey.FROM, SearchKey.TO };
    /** Columns before those that say what was asked for. */
    private static final int OWN_COLUMNS = 7;
    private static final double PART_NEAR = 0.01;

    private final ArchiveReader archive;
    private final MomentFunction moments;

    NearTable(String name, ArchiveReader archive, MomentFunction moments) {
        super(name, List.of(Column.plain("tick", "INTEGER"), Column.plain("time", "INTEGER"),
                Column.plain("entity", ""), Column.plain("x", "REAL"), Column.plain("y", "REAL"),
                Column.plain("z", "REAL"), Column.plain("distance", "REAL"),
                Column.parameter("of_x", SearchKey.X), Column.parameter("of_y", SearchKey.Y),
                Column.parameter("of_z", SearchKey.Z), Column.parameter("radius", SearchKey.RADIUS),
                Column.parameter("from", SearchKey.FROM), Column.parameter("to", SearchKey.TO), Column.SOURCE));
        this.archive = archive;
        this.moments = moments;
    }

    @Override
    double rows(Plan plan) {
        return PART_NEAR * archive.chunks().stream().mapToDouble(ChunkInfo::samples).sum();
    }

    @Override
    Iterator<Row> walk(Bounds bounds) {
        Arguments arguments = new Arguments(USAGE, bounds);
        arguments.narrow(moments);
        return new Walk(bounds, arguments);
    }

    private final class Walk implements Iterator<Row> {
        private final Bounds bounds;
        private final double[] center;
        private final double radius;
        /** Rounding leaves nothing out. */
        private final double widerSquare;
        private final List<@Nullable Object> told;
        private final WindowList windows;
        private final Candidates candidates;
        private final Deque<Row> found = new ArrayDeque<>();
        private String source = "";
        private boolean begun;

        Walk(Bounds bounds, Arguments arguments) {
            this.bounds = bounds;
            center = new double[]{ arguments.number(SearchKey.X), arguments.number(SearchKey.Y),
                    arguments.number(SearchKey.Z) };
            radius = arguments.number(SearchKey.RADIUS);
            widerSquare = radius * radius * (1 + 1e-9);
            told = arguments.columns(PARAMETERS);
            windows = new WindowList(archive, bounds);
            candidates = new Candidates(archive, windows);
            fill();
        }

        private void fill() {
            while (found.isEmpty() && windows.next()) {
                archive.deadline().check();
                if (!source.equals(windows.info().source())) {
                    source = windows.info().source();
                    begun = false;
                }
                WindowEntry entry = windows.entry();
                Set<EntityId> entities = candidates
                        .touchingAlways(Space.at(center[0], center[1], center[2]).widened(radius));
                if (!entities.isEmpty()) {
                    Whereabouts.of(archive, windows.chunk(), entry).ifPresent(where -> search(where, entities));
                }
                begun |= entry.lastTick() >= bounds.firstTick();
            }
        }

        private void search(Whereabouts where, Set<EntityId> entities) {
            WindowDirectory directory = where.directory();
            List<Whereabouts.Path> paths = new ArrayList<>();
            List<EntityId> names = new ArrayList<>();
            List<double[]> squares = new ArrayList<>();
            for (EntityId entity : entities) {
                where.path(entity).ifPresent(path -> {
                    double[] ofEntity = new double[directory.ticks()];
                    path.distances(center, ofEntity);
                    paths.add(path);
                    names.add(entity);
                    squares.add(ofEntity);
                });
            }
            double[] at = new double[Space.AXES];
            for (int t = 0; t < directory.ticks(); t++) {
                if (!bounds.contains(directory.tick(t), directory.timeNanos(t))) {
                    continue;
                }
                for (int i = 0; i < paths.size(); i++) {
                    if ((!begun || squares.get(i)[t] <= widerSquare) && paths.get(i).at(t, at)) {
                        add(directory.tick(t), directory.timeNanos(t), names.get(i), at);
                    }
                }
                begun = true;
            }
        }

        private void add(long tick, long time, EntityId entity, double[] at) {
            double distance = distance(at, center);
            if (distance <= radius) {
                @Nullable
                Object[] values = new @Nullable Object[OWN_COLUMNS + told.size() + 1];
                values[0] = tick;
                values[1] = time;
                values[2] = Results.of(entity);
                values[3] = at[0];
                values[4] = at[1];
                values[5] = at[2];
                values[6] = distance;
                for (int i = 0; i < told.size(); i++) {
                    values[OWN_COLUMNS + i] = told.get(i);
                }
                values[OWN_COLUMNS + told.size()] = source;
                found.add(new Row(values));
            }
        }

        @Override
        public boolean hasNext() {
            return !found.isEmpty();
        }

        @Override
        public Row next() {
            if (found.isEmpty()) {
                throw new NoSuchElementException("there is nobody else near");
            }
            Row row = found.remove();
            fill();
            return row;
        }
    }

    static double distance(double[] a, double[] b) {
        double square = 0;
        for (int axis = 0; axis < Space.AXES; axis++) {
            square += (a[axis] - b[axis]) * (a[axis] - b[axis]);
        }
        return Math.sqrt(square);
    }
}
