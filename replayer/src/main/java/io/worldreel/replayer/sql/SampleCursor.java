package io.worldreel.replayer.sql;

import io.worldreel.format.ComponentType;
import io.worldreel.format.EntityId;
import io.worldreel.format.Limits;
import io.worldreel.format.window.GroupColumns;
import io.worldreel.format.window.WindowDirectory;
import io.worldreel.replayer.sql.RowsAhead.Form;
import io.worldreel.replayer.sql.SampleTable.Field;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Walks samples: of each window component by component, group by group, entity by entity, tick by tick. What a row needs lies in
 * decoded arrays, which stay valid whatever the archive gives up meanwhile.
 */
final class SampleCursor extends Cursor {
    private static final EntityId NOBODY = EntityId.of(0);

    /** So many rows go to SQLite before a look at its program pays. */
    private static final int ROWS_BEFORE_FOLDING = 256;

    private final SampleTable table;
    private final ArchiveReader archive;
    private final Field[] fields;
    private final StatementRun run;
    private int handedOut;

    private Bounds bounds = new Bounds();
    private @Nullable WindowScan scan;
    private @Nullable WindowDirectory directory;
    private boolean allWanted;

    private String[] components = {};
    private int nextComponent;
    private int number;
    /** Rows of the directory to look at; empty for all. */
    private int[] rows = {};
    private boolean rowsOnly;
    private int nextPart;
    private int parts;
    private int group;

    private @Nullable GroupColumns columns;
    /** Columns of the component, 0 for those of no fixed number. */
    private int width;
    private ComponentType type = ComponentType.BOOL;
    private int place;
    private int placeEnd;
    private int entry;
    private int entryEnd;
    private EntityId entity = NOBODY;
    private boolean atEnd = true;

    SampleCursor(SampleTable table, ArchiveReader archive, StatementRun run) {
        this.table = table;
        this.archive = archive;
        this.run = run;
        fields = table.fields();
    }

    @Override
    void filter(Bounds newBounds) {
        run.began(this);
        handedOut = 0;
        start(newBounds);
    }

    private void start(Bounds newBounds) {
        bounds = newBounds;
        scan = new WindowScan(archive, newBounds);
        directory = null;
        columns = null;
        parts = 0;
        nextPart = 0;
        components = new String[0];
        nextComponent = 0;
        place = 0;
        placeEnd = 0;
        atEnd = false;
        advance();
    }

    @Override
    void next() {
        entry++;
        skipUnwanted();
        if (entry >= entryEnd) {
            advance();
        }
    }

    @Override
    void stepped() {
        if (++handedOut == ROWS_BEFORE_FOLDING && !atEnd) {
            SampleCursor again = new SampleCursor(table, archive, run);
            again.start(bounds);
            atEnd = run.fold(again);
        }
    }

    /** How many rows follow one another in the arrays from here on: this one and others of the same entity. */
    int rows() {
        int end = entry + 1;
        while (end < entryEnd && (allWanted || scan().wants(columns().tickIndex(end)))) {
            end++;
        }
        return end - entry;
    }

    /** Goes behind {@link #rows}. */
    void nextRun() {
        entry += rows() - 1;
        next();
    }

    private void skipUnwanted() {
        if (!allWanted) {
            while (entry < entryEnd && !scan().wants(columns().tickIndex(entry))) {
                entry++;
            }
        }
    }

    /** Goes to the first row of the next entity that has one. */
    private void advance() {
        while (!nextPlace()) {
            if (!nextPart() && !nextComponent() && !nextWindow()) {
                atEnd = true;
                return;
            }
        }
    }

    private boolean nextPlace() {
        while (place < placeEnd) {
            if (selectEntries(place++)) {
                return true;
            }
        }
        return false;
    }

    private boolean selectEntries(int candidate) {
        int before = columns().entryAt(candidate, scan().first() - 1);
        entry = before < 0 ? columns().start(candidate) : before + 1;
        entryEnd = columns().entryAt(candidate, scan().last()) + 1;
        skipUnwanted();
        if (entry >= entryEnd) {
            return false;
        }
        entity = directory().entity(columns().row(candidate));
        return true;
    }

    /** Loads the next group of the component, or that of the next row that is looked for. */
    private boolean nextPart() {
        if (nextPart >= parts) {
            return false;
        }
        int part = nextPart++;
        group = rowsOnly ? rows[part] / Limits.GROUP_ENTITIES : part;
        Optional<GroupColumns> loaded = scan().columns(number, group);
        place = 0;
        placeEnd = 0;
        if (loaded.isPresent()) {
            columns = loaded.get();
            type = columns.type();
            width = type.columns();
            place = rowsOnly ? columns.place(rows[part]) : 0;
            placeEnd = rowsOnly ? place + 1 : columns.places();
            if (place < 0) {
                place = 0;
                placeEnd = 0;
            }
        }
        return true;
    }

    private boolean nextComponent() {
        while (nextComponent < components.length) {
            number = scan().component(components[nextComponent++]);
            if (number >= 0) {
                nextPart = 0;
                parts = rowsOnly ? rows.length : directory().groups();
                return true;
            }
        }
        return false;
    }

    private boolean nextWindow() {
        if (!scan().next()) {
            return false;
        }
        WindowDirectory found = scan().directory();
        directory = found;
        allWanted = scan().allWanted();
        rowsOnly = bounds.entities().isPresent();
        rows = bounds.entities()
                .map(ids -> ids.stream().mapToInt(found::row).filter(row -> row >= 0).sorted().toArray())
                .orElse(new int[0]);
        components = components();
        nextComponent = 0;
        parts = 0;
        nextPart = 0;
        return true;
    }

    private String[] components() {
        Optional<String> only = table.component().or(bounds::component);
        if (only.isEmpty()) {
            return scan().components();
        }
        boolean contradiction = bounds.component().isPresent() && !bounds.component().equals(only);
        return contradiction ? new String[0] : new String[]{ only.get() };
    }

    private WindowScan scan() {
        if (scan == null) {
            throw new IllegalStateException("the cursor was not given a filter");
        }
        return scan;
    }

    private WindowDirectory directory() {
        if (directory == null) {
            throw new IllegalStateException("the cursor is at no window");
        }
        return directory;
    }

    private GroupColumns columns() {
        if (columns == null) {
            throw new IllegalStateException("the cursor is at no value");
        }
        return columns;
    }

    @Override
    boolean atEnd() {
        return atEnd;
    }

    @Override
    void column(long context, int column) throws Throwable {
        switch (fields[column]) {
            case TICK -> SqliteCalls.result(context, directory().tick(columns().tickIndex(entry)));
            case TIME -> SqliteCalls.result(context, directory().timeNanos(columns().tickIndex(entry)));
            case ENTITY -> Results.entity(context, entity);
            case COMPONENT -> SqliteCalls.resultText(context,
                    components[nextComponent - 1].getBytes(StandardCharsets.UTF_8));
            case SOURCE -> SqliteCalls.resultText(context, scan().source().getBytes(StandardCharsets.UTF_8));
            case VALUE -> value(context);
            case X -> axis(context, 0);
            case Y -> axis(context, 1);
            case Z -> axis(context, 2);
            case W -> axis(context, 3);
        }
    }

    /** As what a column of the current row can be read without SQLite. */
    Form form(int column) {
        return switch (fields[column]) {
            case TICK, TIME -> Form.WHOLE;
            case ENTITY -> entity instanceof EntityId.Numbered ? Form.WHOLE : Form.TEXT;
            case COMPONENT, SOURCE -> Form.TEXT;
            case VALUE -> width == 1 ? formOfNumber(0) : Form.OTHER;
            case X -> formOfAxis(0);
            case Y -> formOfAxis(1);
            case Z -> formOfAxis(2);
            case W -> formOfAxis(3);
        };
    }

    private Form formOfAxis(int axis) {
        return width > axis && width > 1 ? formOfNumber(axis) : Form.OTHER;
    }

    /** A NaN is NULL. */
    private Form formOfNumber(int axis) {
        if (!type.isFloating()) {
            return Form.WHOLE;
        }
        return Double.isNaN(number(axis)) ? Form.NULL : Form.REAL;
    }

    private double number(int axis) {
        return columns().number(axis, entry);
    }

    /** A column of form {@link Form#WHOLE}. */
    long whole(int column) {
        return switch (fields[column]) {
            case TICK -> directory().tick(columns().tickIndex(entry));
            case TIME -> directory().timeNanos(columns().tickIndex(entry));
            case ENTITY -> ((EntityId.Numbered) entity).number();
            default -> columns().bits(axis(fields[column]), entry);
        };
    }

    /** A column of form {@link Form#REAL}. */
    double real(int column) {
        return number(axis(fields[column]));
    }

    private static int axis(Field field) {
        return switch (field) {
            case VALUE, X -> 0;
            case Y -> 1;
            case Z -> 2;
            case W -> 3;
            case TICK, TIME, ENTITY, COMPONENT, SOURCE -> throw new IllegalArgumentException(field + " is no axis");
        };
    }

    /** A column of form {@link Form#TEXT}. */
    String text(int column) {
        return switch (fields[column]) {
            case COMPONENT -> components[nextComponent - 1];
            case SOURCE -> scan().source();
            default -> ((EntityId.Named) entity).name();
        };
    }

    /** A column of {@link #rows} rows. */
    Operand operand(int column) {
        Field field = fields[column];
        return switch (field) {
            case TICK -> wholes(e -> directory().tick(columns().tickIndex(e)));
            case TIME -> wholes(e -> directory().timeNanos(columns().tickIndex(e)));
            case ENTITY -> Operand.of(Results.of(entity));
            case COMPONENT, SOURCE -> new Operand.Text(text(column));
            case VALUE -> width == 1 ? numbers(0) : Operand.Unknown.UNKNOWN;
            case X, Y, Z, W -> width > axis(field) && width > 1 ? numbers(axis(field)) : Operand.Reals.NULL;
        };
    }

    private Operand numbers(int axis) {
        if (!type.isFloating()) {
            return wholes(e -> columns().bits(axis, e));
        }
        double[] out = new double[rows()];
        columns().numbers(axis, entry, out.length, out);
        return new Operand.Reals(out);
    }

    private Operand wholes(IntToLongFunction ofEntry) {
        long[] out = new long[rows()];
        for (int i = 0; i < out.length; i++) {
            out[i] = ofEntry.applyAsLong(entry + i);
        }
        return new Operand.Wholes(out);
    }

    private void value(long context) throws Throwable {
        if (type.columns() == 1) {
            number(context, 0);
        } else {
            Results.value(context, columns().value(entry));
        }
    }

    private void axis(long context, int axis) throws Throwable {
        if (width > axis && width > 1) {
            number(context, axis);
        } else {
            SqliteCalls.resultNull(context);
        }
    }

    private void number(long context, int axis) throws Throwable {
        if (type.isFloating()) {
            SqliteCalls.result(context, number(axis));
        } else {
            SqliteCalls.result(context, columns().bits(axis, entry));
        }
    }

    @Override
    long rowid() {
        return table.rowid(scan().chunk(), scan().window(), number, group, entry);
    }
}
