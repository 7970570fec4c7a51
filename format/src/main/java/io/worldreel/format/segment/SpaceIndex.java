package io.worldreel.format.segment;

import io.worldreel.format.Component;
import io.worldreel.format.EntityId;
import io.worldreel.format.Limits;
import io.worldreel.format.Role;
import io.worldreel.format.window.GroupColumns;
import io.worldreel.format.window.Window;
import io.worldreel.format.window.WindowDirectory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Builds the index of space (FORMAT.md, "Segments"): an R*Tree of boxes around the positions that entities had in a window, or in
 * several if they rested.
 */
final class SpaceIndex {
    private static final String TABLE = "CREATE VIRTUAL TABLE boxes USING rtree(box, min_x, max_x, min_y, max_y, "
            + "min_z, max_z, first_window, last_window)";
    private static final int AXES = Space.AXES;
    /** The least of the bits that numbers of boxes keep. */
    private static final int SPARED = 1 << 12;
    /** The sides of a box that something moved in lie on whole parts of its length, 8 to 16 of them. */
    private static final int CELL_BITS = 3;

    private final Segment segment;
    private final int component;
    private final BoxTree boxes;
    private final PreparedStatement number;
    private final double[] numbers = new double[Limits.WINDOW_TICKS + 1];
    private final Map<EntityId, Trace> traces = new LinkedHashMap<>();

    /** The box of an entity that may go on. */
    private static final class Trace {
        final double[] least = new double[AXES];
        final double[] greatest = new double[AXES];
        /** Where it was at the end. */
        final double[] last = new double[AXES];
        final long entity;
        int firstWindow;
        int lastWindow = -1;

        /** @param entity the number that the segment gives it */
        Trace(long entity) {
            this.entity = entity;
        }

        void begin() {
            Arrays.fill(least, Double.POSITIVE_INFINITY);
            Arrays.fill(greatest, Double.NEGATIVE_INFINITY);
        }

        void add(double[] at) {
            for (int axis = 0; axis < AXES; axis++) {
                least[axis] = Math.min(least[axis], at[axis]);
                greatest[axis] = Math.max(greatest[axis], at[axis]);
            }
            System.arraycopy(at, 0, last, 0, AXES);
        }

        boolean isOnePlace() {
            return Arrays.equals(least, last) && Arrays.equals(greatest, last);
        }

        boolean isEmpty() {
            return least[0] > greatest[0];
        }
    }

    private SpaceIndex(Segment segment, int component, BoxTree boxes, PreparedStatement number) {
        this.segment = segment;
        this.component = component;
        this.boxes = boxes;
        this.number = number;
    }

    /** The component whose values are positions: the first of that role that has two or three numbers. */
    static OptionalInt component(Segment segment) {
        return segment.components().entrySet().stream().filter(entry -> isPosition(entry.getValue()))
                .mapToInt(Map.Entry::getKey).findFirst();
    }

    private static boolean isPosition(Component component) {
        int columns = component.type().columns();
        return component.role() == Role.POSITION && component.type().isFloating() && columns >= 2 && columns <= AXES;
    }

    /**
     * Adds the index to a sealed segment, unless there are no positions.
     *
     * @param segment the same, to read from
     */
    static void build(Segment segment, Connection db) throws SQLException {
        OptionalInt component = component(segment);
        if (component.isEmpty()) {
            return;
        }
        try (Statement statement = db.createStatement()) {
            statement.execute(TABLE);
        }
        try (PreparedStatement number = db.prepareStatement("SELECT entity FROM entities WHERE id = ?")) {
            BoxTree boxes = new BoxTree(db, "boxes");
            SpaceIndex index = new SpaceIndex(segment, component.getAsInt(), boxes, number);
            for (WindowEntry window : segment.windows()) {
                index.add(window.number());
            }
            index.endBefore(Integer.MAX_VALUE);
            boxes.finish();
        }
    }

    private void add(int windowNumber) throws SQLException {
        Window window = segment.window(windowNumber);
        WindowDirectory directory = window.directory();
        if (Arrays.stream(directory.componentNumbers()).anyMatch(present -> present == component)) {
            for (int group = 0; group < directory.groups(); group++) {
                add(windowNumber, directory, window.columns(component, group, directory.ticks() - 1));
            }
        }
        for (int row = 0; row < directory.inherited(); row++) {
            Trace trace = traces.get(directory.entity(row));
            if (trace != null && trace.lastWindow == windowNumber - 1) {
                rest(trace, windowNumber);
            }
        }
        endBefore(windowNumber);
    }

    private void add(int windowNumber, WindowDirectory directory, GroupColumns columns) throws SQLException {
        for (int place = 0; place < columns.places(); place++) {
            EntityId entity = directory.entity(columns.row(place));
            Trace before = traces.get(entity);
            Trace now = new Trace(before != null ? before.entity : numberOf(entity));
            now.begin();
            add(columns, place, now);
            if (now.isEmpty()) {
                continue;
            }
            now.firstWindow = windowNumber;
            now.lastWindow = windowNumber;
            if (before != null && before.lastWindow == windowNumber - 1 && before.isOnePlace() && now.isOnePlace()
                    && Arrays.equals(before.last, now.last)) {
                before.lastWindow = windowNumber;
                continue;
            }
            traces.put(entity, now);
            if (before != null) {
                insert(before);
            }
        }
    }

    private void add(GroupColumns columns, int place, Trace trace) {
        int from = columns.start(place);
        int count = columns.start(place + 1) - from;
        boolean allFinite = true;
        for (int axis = 0; axis < columns.type().columns(); axis++) {
            columns.numbers(axis, from, count, numbers);
            double least = numbers[0];
            double greatest = numbers[0];
            for (int i = 1; i < count; i++) {
                least = Math.min(least, numbers[i]);
                greatest = Math.max(greatest, numbers[i]);
            }
            allFinite &= Double.isFinite(least) && Double.isFinite(greatest);
            trace.least[axis] = least;
            trace.greatest[axis] = greatest;
            trace.last[axis] = numbers[count - 1];
        }
        if (allFinite) {
            for (int axis = columns.type().columns(); axis < AXES; axis++) {
                trace.least[axis] = 0;
                trace.greatest[axis] = 0;
            }
            return;
        }
        trace.begin();
        double[] at = new double[AXES];
        for (int entry = from; entry < from + count; entry++) {
            if (position(columns, entry, at)) {
                trace.add(at);
            }
        }
    }

    /** @return whether it is a place at all: no number is NaN or infinite */
    private static boolean position(GroupColumns columns, int entry, double[] at) {
        boolean isPlace = true;
        for (int axis = 0; axis < columns.type().columns(); axis++) {
            at[axis] = columns.number(axis, entry);
            isPlace &= Double.isFinite(at[axis]);
        }
        return isPlace;
    }

    /** Nothing was said of the entity's position in this window: it is where it was last. */
    private void rest(Trace trace, int windowNumber) throws SQLException {
        if (!trace.isOnePlace()) {
            insert(trace);
            trace.begin();
            trace.add(trace.last.clone());
            trace.firstWindow = windowNumber;
        }
        trace.lastWindow = windowNumber;
    }

    /** Stores the boxes of entities that are no more. */
    private void endBefore(int windowNumber) throws SQLException {
        for (Iterator<Trace> each = traces.values().iterator(); each.hasNext();) {
            Trace trace = each.next();
            if (trace.lastWindow < windowNumber) {
                insert(trace);
                each.remove();
            }
        }
    }

    private long numberOf(EntityId entity) throws SQLException {
        number.setObject(1, IdColumn.value(entity));
        try (ResultSet row = number.executeQuery()) {
            if (!row.next()) {
                throw new SQLException("entity " + entity + " has positions, but is not among the entities");
            }
            return row.getLong(1);
        }
    }

    private void insert(Trace trace) throws SQLException {
        for (int axis = 0; axis < AXES; axis++) {
            double extent = trace.greatest[axis] - trace.least[axis];
            if (extent > 0 && extent < Float.MAX_VALUE) {
                double cell = Math.scalb(1.0, Math.getExponent(extent) - CELL_BITS);
                trace.least[axis] = Math.floor(trace.least[axis] / cell) * cell;
                trace.greatest[axis] = Math.ceil(trace.greatest[axis] / cell) * cell;
            }
        }
        boxes.add((long) trace.firstWindow << 32 | trace.entity, below(trace.least[0]), above(trace.greatest[0]),
                below(trace.least[1]), above(trace.greatest[1]), below(trace.least[2]), above(trace.greatest[2]),
                trace.firstWindow, trace.lastWindow);
    }

    /** A number of few bits that is not greater: boxes are only where to look, and compress the better. */
    private static double below(double number) {
        float near = (float) number;
        int bits = Float.floatToRawIntBits(near > number ? Math.nextDown(near) : near);
        int cut = bits & -SPARED;
        return Float.intBitsToFloat(bits < 0 && cut != bits ? cut + SPARED : cut);
    }

    private static double above(double number) {
        return -below(-number);
    }
}
