package io.worldreel.replayer.sql;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.replayer.sql.Plan.Condition;
import io.worldreel.replayer.sql.Plan.Operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A row for each value that a frame put on an entity: of one component, or of all. */
final class SampleTable extends Table {
    private static final List<Field> AXES = List.of(Field.X, Field.Y, Field.Z, Field.W);

    private final ArchiveReader archive;
    private final StatementRuns runs;
    private final Optional<String> component;
    private final int componentCount;
    private final Field[] fields;
    private final double samples;
    private final double frames;
    /** More windows than any chunk has. */
    private final long windowLimit;

    /** What a column shows. */
    enum Field {
        TICK, TIME, ENTITY, COMPONENT, VALUE, X, Y, Z, W, SOURCE;

        Column column() {
            return switch (this) {
                case TICK -> Column.TICK;
                case TIME -> Column.TIME;
                case ENTITY -> Column.ENTITY;
                case COMPONENT -> Column.COMPONENT;
                case VALUE -> Column.plain("value", "");
                case X -> Column.plain("x", "REAL");
                case Y -> Column.plain("y", "REAL");
                case Z -> Column.plain("z", "REAL");
                case W -> Column.plain("w", "REAL");
                case SOURCE -> Column.SOURCE;
            };
        }
    }

    private SampleTable(String name, ArchiveReader archive, StatementRuns runs, Optional<String> component,
            int componentCount, List<Field> fields) {
        super(name, fields.stream().map(Field::column).toList());
        this.archive = archive;
        this.runs = runs;
        this.component = component;
        this.componentCount = componentCount;
        this.fields = fields.toArray(Field[]::new);
        samples = archive.chunks().stream().mapToDouble(ChunkInfo::samples).sum() * componentCount;
        frames = Math.max(1, archive.chunks().stream().mapToDouble(ChunkInfo::frames).sum());
        windowLimit = 1 + archive.chunks().stream().mapToLong(ChunkInfo::frames).max().orElse(0);
    }

    /** {@code position(tick, time, entity, x, y, z)}: the type says which columns a value has. */
    static SampleTable of(String name, Component component, ArchiveReader archive, StatementRuns runs) {
        ComponentType type = component.type();
        List<Field> fields = new ArrayList<>(List.of(Field.TICK, Field.TIME, Field.ENTITY));
        if (type.columns() > 1) {
            fields.addAll(AXES.subList(0, type.columns()));
        } else {
            fields.add(Field.VALUE);
        }
        fields.add(Field.SOURCE);
        return new SampleTable(name, archive, runs, Optional.of(component.name()), 1, fields);
    }

    /** {@code samples(tick, time, entity, component, value, x, y, z, w)}. */
    static SampleTable ofAll(String name, int components, ArchiveReader archive, StatementRuns runs) {
        return new SampleTable(name, archive, runs, Optional.empty(), Math.max(1, components),
                List.of(Field.TICK, Field.TIME,
                        Field.ENTITY, Field.COMPONENT, Field.VALUE, Field.X, Field.Y, Field.Z, Field.W, Field.SOURCE));
    }

    Field[] fields() {
        return fields;
    }

    /** The component whose values these are; empty for all. */
    Optional<String> component() {
        return component;
    }

    @Override
    double rows(Plan plan) {
        double rows = samples;
        for (SearchKey key : List.of(SearchKey.TICK, SearchKey.TIME)) {
            if (plan.has(key, Operator.EQ)) {
                rows /= frames;
            } else if (plan.narrows(key)) {
                rows *= Estimates.range(plan, key);
            }
        }
        if (plan.narrows(SearchKey.ENTITY)) {
            rows /= Math.max(1, samples / componentCount / frames);
        }
        if (plan.narrows(SearchKey.COMPONENT)) {
            rows /= componentCount;
        }
        return rows;
    }

    @Override
    boolean isInOrder(List<Condition> conditions) {
        return false;
    }

    @Override
    Cursor open() {
        return new SampleCursor(this, archive, runs.current());
    }

    /** A number for each value of an archive. */
    long rowid(int chunk, int window, int number, int group, int entry) {
        long windows = Math.addExact(Math.multiplyExact((long) chunk, windowLimit), window);
        long parts = component.isPresent() ? windows : Math.addExact(Math.multiplyExact(windows, 1L << 10), number);
        return Math.addExact(Math.multiplyExact(parts, 1L << 26), (long) group << 14 | entry);
    }
}
