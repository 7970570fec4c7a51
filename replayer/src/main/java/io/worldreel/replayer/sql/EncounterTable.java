package io.worldreel.replayer.sql;

import io.worldreel.format.EntityId;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.segment.Space;
import io.worldreel.format.window.WindowDirectory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code encounters(entity, radius, from, to)}: a row for each time that another entity was no further than {@code radius} from it,
 * from the first frame to the last of which that is so, in the order in which they end. Of each source's frames for themselves.
 */
final class EncounterTable extends RowTable {
    private static final String USAGE = "encounters(entity, radius[, from, to])";
    private static final SearchKey[] PARAMETERS = { SearchKey.OF, SearchKey.RADIUS, SearchKey.FROM, SearchKey.TO };
    private static final double GUESS = 1000;

    private final ArchiveReader archive;
    private final MomentFunction moments;

    EncounterTable(String name, ArchiveReader archive, MomentFunction moments) {
        super(name, List.of(Column.plain("first_tick", "INTEGER"), Column.plain("first_time", "INTEGER"),
                Column.plain("last_tick", "INTEGER"), Column.plain("last_time", "INTEGER"),
                Column.plain("entity", ""), Column.plain("nearest", "REAL"), Column.plain("nearest_tick", "INTEGER"),
                Column.parameter("of", SearchKey.OF), Column.parameter("radius", SearchKey.RADIUS),
                Column.parameter("from", SearchKey.FROM), Column.parameter("to", SearchKey.TO), Column.SOURCE));
        this.archive = archive;
        this.moments = moments;
    }

    @Override
    double rows(Plan plan) {
        return Math.min(GUESS, archive.chunks().stream().mapToDouble(ChunkInfo::samples).sum());
    }

    @Override
    Iterator<Row> walk(Bounds bounds) {
        Arguments arguments = new Arguments(USAGE, bounds);
        arguments.narrow(moments);
        return new Walk(bounds, arguments);
    }

    /** An encounter that may go on. */
    private static final class Encounter {
        final long firstTick;
        final long firstTime;
        long lastTick;
        long lastTime;
        double nearest = Double.POSITIVE_INFINITY;
        long nearestTick;

        Encounter(long tick, long time) {
            firstTick = tick;
            firstTime = time;
        }

        void add(long tick, long time, double distance) {
            lastTick = tick;
            lastTime = time;
            if (distance < nearest) {
                nearest = distance;
                nearestTick = tick;
            }
        }
    }

    private final class Walk implements Iterator<Row> {
        private final Bounds bounds;
        private final Set<EntityId> names;
        private final double radius;
        private final List<@Nullable Object> told;
        private final WindowList windows;
        private final Candidates candidates;
        private final Map<EntityId, Encounter> open = new LinkedHashMap<>();
        private final Deque<Row> ended = new ArrayDeque<>();
        private String source = "";

        Walk(Bounds bounds, Arguments arguments) {
            this.bounds = bounds;
            String name = arguments.text(SearchKey.OF);
            names = Set.copyOf(List.of(EntityId.parse(name), EntityId.of(name)).stream().distinct().toList());
            radius = arguments.number(SearchKey.RADIUS);
            told = arguments.columns(PARAMETERS);
            windows = new WindowList(archive, bounds);
            candidates = new Candidates(archive, windows);
            fill();
        }

        private void fill() {
            while (ended.isEmpty() && windows.next()) {
                archive.deadline().check();
                if (!source.equals(windows.info().source())) {
                    endAll();
                    source = windows.info().source();
                }
                Optional<Whereabouts> where = Whereabouts.of(archive, windows.chunk(), windows.entry());
                Optional<EntityId> self = where.flatMap(
                        found -> names.stream().filter(name -> found.directory().row(name) >= 0).findFirst());
                if (self.isPresent()) {
                    search(where.orElseThrow(), self.get());
                } else {
                    endAll();
                }
            }
            if (ended.isEmpty()) {
                endAll();
            }
        }

        private void search(Whereabouts where, EntityId self) {
            WindowDirectory directory = where.directory();
            Whereabouts.Path own = where.path(self).orElseThrow();
            double[][] track = new double[directory.ticks()][];
            double[] least = { Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY };
            double[] greatest = { Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY };
            boolean anywhere = false;
            for (int t = 0; t < track.length; t++) {
                double[] at = new double[Space.AXES];
                if (bounds.contains(directory.tick(t), directory.timeNanos(t)) && own.at(t, at)) {
                    track[t] = at;
                    anywhere = true;
                    for (int axis = 0; axis < Space.AXES; axis++) {
                        least[axis] = Math.min(least[axis], at[axis]);
                        greatest[axis] = Math.max(greatest[axis], at[axis]);
                    }
                }
            }
            Map<EntityId, Whereabouts.Path> others = new LinkedHashMap<>();
            if (anywhere) {
                for (EntityId other : candidates.touching(new Space(least, greatest).widened(radius))) {
                    if (!other.equals(self)) {
                        where.path(other).ifPresent(path -> others.put(other, path));
                    }
                }
            }
            follow(directory, track, others);
        }

        private void follow(WindowDirectory directory, double[] @Nullable [] track,
                Map<EntityId, Whereabouts.Path> others) {
            double[] at = new double[Space.AXES];
            new HashMap<>(open).keySet().stream().filter(other -> !others.containsKey(other)).forEach(this::end);
            for (int t = 0; t < track.length; t++) {
                long tick = directory.tick(t);
                long time = directory.timeNanos(t);
                if (!bounds.contains(tick, time)) {
                    continue;
                }
                double[] own = track[t];
                for (Map.Entry<EntityId, Whereabouts.Path> other : others.entrySet()) {
                    double distance = own != null && other.getValue().at(t, at)
                            ? NearTable.distance(own, at)
                            : Double.POSITIVE_INFINITY;
                    if (distance <= radius) {
                        open.computeIfAbsent(other.getKey(), fresh -> new Encounter(tick, time)).add(tick, time,
                                distance);
                    } else {
                        end(other.getKey());
                    }
                }
            }
        }

        private void end(EntityId other) {
            Encounter encounter = open.remove(other);
            if (encounter != null) {
                List<@Nullable Object> values = new ArrayList<>(List.of(encounter.firstTick, encounter.firstTime,
                        encounter.lastTick, encounter.lastTime, Results.of(other), encounter.nearest,
                        encounter.nearestTick));
                values.addAll(told);
                values.add(source);
                ended.add(new Row(values.toArray()));
            }
        }

        private void endAll() {
            List.copyOf(open.keySet()).forEach(this::end);
        }

        @Override
        public boolean hasNext() {
            return !ended.isEmpty();
        }

        @Override
        public Row next() {
            if (ended.isEmpty()) {
                throw new NoSuchElementException("there is no other encounter");
            }
            Row row = ended.remove();
            if (ended.isEmpty()) {
                fill();
            }
            return row;
        }
    }
}
