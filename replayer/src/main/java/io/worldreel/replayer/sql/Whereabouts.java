package io.worldreel.replayer.sql;

import io.worldreel.format.EntityId;
import io.worldreel.format.Value;
import io.worldreel.format.segment.Segment;
import io.worldreel.format.segment.Space;
import io.worldreel.format.segment.WindowEntry;
import io.worldreel.format.window.GroupColumns;
import io.worldreel.format.window.WindowDirectory;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/** Where entities were in one window. */
final class Whereabouts {
    private static final int GROUP = io.worldreel.format.Limits.GROUP_ENTITIES;

    private final ArchiveReader archive;
    private final int chunk;
    private final WindowEntry entry;
    private final WindowDirectory directory;
    private final int component;
    private final boolean hasValues;

    private Whereabouts(ArchiveReader archive, int chunk, WindowEntry entry, WindowDirectory directory, int component) {
        this.archive = archive;
        this.chunk = chunk;
        this.entry = entry;
        this.directory = directory;
        this.component = component;
        hasValues = Arrays.stream(directory.componentNumbers()).anyMatch(number -> number == component);
    }

    /** Empty if the window cannot be read, which is noted, or its chunk has no positions. */
    static Optional<Whereabouts> of(ArchiveReader archive, int chunk, WindowEntry entry) {
        OptionalInt component = archive.read(chunk, entry.firstTick(), entry.lastTick(), Segment::positions)
                .orElse(OptionalInt.empty());
        return component.isEmpty()
                ? Optional.empty()
                : archive.directory(chunk, entry)
                        .map(directory -> new Whereabouts(archive, chunk, entry, directory, component.getAsInt()));
    }

    WindowDirectory directory() {
        return directory;
    }

    /** What there is to know of an entity; empty if the window does not name it, or what is needed cannot be read. */
    Optional<Path> path(EntityId entity) {
        int row = directory.row(entity);
        if (row < 0) {
            return Optional.empty();
        }
        Optional<GroupColumns> columns = hasValues
                ? archive.columns(chunk, entry, component, row / GROUP, directory.ticks() - 1)
                : Optional.empty();
        int place = columns.map(found -> found.place(row)).orElse(-1);
        return Optional.of(place >= 0 ? new Path(row, columns.orElseThrow(), place) : new Path(row, resting(entity)));
    }

    /** The position that an entity had all the time. */
    private double[] resting(EntityId entity) {
        if (directory.row(entity) >= directory.inherited()) {
            return new double[0];
        }
        return archive.state(chunk, entry, 0, entity::equals, component)
                .flatMap(
                        state -> state.entities().stream().flatMap(each -> each.values().values().stream()).findFirst())
                .map(Whereabouts::numbers).orElse(new double[0]);
    }

    private static double[] numbers(Value value) {
        double[] at = new double[Space.AXES];
        for (int axis = 0; axis < value.type().columns(); axis++) {
            at[axis] = value.number(axis);
        }
        return at;
    }

    /** The positions of one entity. */
    final class Path {
        private final int row;
        private final Optional<GroupColumns> columns;
        private final int place;
        private final double[] resting;

        private Path(int row, GroupColumns columns, int place) {
            this.row = row;
            this.columns = Optional.of(columns);
            this.place = place;
            resting = new double[0];
        }

        private Path(int row, double[] resting) {
            this.row = row;
            columns = Optional.empty();
            place = -1;
            this.resting = resting;
        }

        /**
         * How far from a point frames put it.
         *
         * @param squares receives the square of the distance for each tick index, infinite where the frame does not say where it is
         */
        void distances(double[] point, double[] squares) {
            Arrays.fill(squares, Double.POSITIVE_INFINITY);
            if (columns.isEmpty()) {
                return;
            }
            GroupColumns found = columns.get();
            int axes = found.type().columns();
            double rest = axes < Space.AXES ? point[2] * point[2] : 0;
            int end = found.start(place + 1);
            for (int entry = found.start(place); entry < end; entry++) {
                int tickIndex = found.tickIndex(entry);
                if (tickIndex < 0 || directory.aliveSince(row, tickIndex) == WindowDirectory.NOT_ALIVE) {
                    continue;
                }
                double square = rest;
                for (int axis = 0; axis < axes; axis++) {
                    double off = found.number(axis, entry) - point[axis];
                    square += off * off;
                }
                squares[tickIndex] = square;
            }
        }

        /** Where it is after the frame of a tick; returns whether it is anywhere. */
        boolean at(int tickIndex, double[] out) {
            int since = directory.aliveSince(row, tickIndex);
            if (since == WindowDirectory.NOT_ALIVE) {
                return false;
            }
            if (columns.isEmpty()) {
                System.arraycopy(resting, 0, out, 0, resting.length);
                return resting.length > 0 && since == WindowDirectory.BEFORE && isFinite(out);
            }
            GroupColumns found = columns.get();
            int last = found.entryAt(place, tickIndex);
            if (last < 0 || found.tickIndex(last) < since) {
                return false;
            }
            for (int axis = 0; axis < found.type().columns(); axis++) {
                out[axis] = found.number(axis, last);
            }
            return isFinite(out);
        }

        private static boolean isFinite(double[] at) {
            return Double.isFinite(at[0]) && Double.isFinite(at[1]) && Double.isFinite(at[2]);
        }
    }
}
