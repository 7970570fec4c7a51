package io.worldreel.format.window;

import io.worldreel.format.ComponentType;
import io.worldreel.format.CorruptException;
import io.worldreel.format.EntityId;
import io.worldreel.format.Limits;
import io.worldreel.format.WorldIds;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a window tells without its values: ticks and times, entities and their lives, and which values there are. Rows number the
 * entities that are alive at any of its ticks or named by any of its frames. Owned by one thread.
 */
public final class WindowDirectory {
    /** What {@link #aliveSince} says of a life that began before the window. */
    public static final int BEFORE = -1;
    /** What {@link #aliveSince} says of an entity that is not alive. */
    public static final int NOT_ALIVE = -2;

    private final long[] ticks;
    private final long[] times;
    private final EntityId[] entities;
    private final int reference;
    private final Clock clock;
    private final String[] inheritedKinds;
    private final List<Mark> marks;
    private final List<Order> orders;
    private final List<ComponentColumns> components;

    private final int[] marksOfRow;
    private final int[] marksByRow;
    private final Map<EntityId, Integer> rowsByEntity = new HashMap<>();
    private int[] currentOrder = {};
    private int[] sortedRows = {};
    private int currentOrderTick = Integer.MAX_VALUE;

    /** From {@code tickIndex} on, {@code rows} come first. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Order(int tickIndex, int[] rows) {}

    /** A component that has values in the window. */
    record ComponentColumns(int number, ComponentType type, double step, Presence presence, Aid aid) {
        Column column() {
            return Column.of(type, step);
        }
    }

    WindowDirectory(long[] ticks, long[] times, int reference, Clock clock, EntityId[] entities,
            String[] inheritedKinds,
            List<Mark> marks, List<Order> orders, List<ComponentColumns> components) {
        this.reference = reference;
        this.clock = clock;
        this.ticks = ticks;
        this.times = times;
        this.entities = entities;
        this.inheritedKinds = inheritedKinds;
        this.marks = List.copyOf(marks);
        this.orders = List.copyOf(orders);
        this.components = List.copyOf(components);
        marksOfRow = new int[entities.length + 1];
        marksByRow = new int[marks.size()];
        indexMarks();
    }

    private void indexMarks() {
        for (Mark mark : marks) {
            marksOfRow[mark.row() + 1]++;
        }
        for (int row = 0; row < entities.length; row++) {
            marksOfRow[row + 1] += marksOfRow[row];
        }
        int[] next = Arrays.copyOf(marksOfRow, entities.length);
        for (int i = 0; i < marks.size(); i++) {
            marksByRow[next[marks.get(i).row()]++] = i;
        }
    }

    /** Ticks of the window, 1 to 512; a tick index is 0 to this - 1. */
    public int ticks() {
        return ticks.length;
    }

    public long tick(int tickIndex) {
        return ticks[tickIndex];
    }

    public long timeNanos(int tickIndex) {
        return times[tickIndex];
    }

    /** The index of the last tick that is at most {@code tick}; -1 if all are greater. */
    public int tickIndexAt(long tick) {
        int found = Arrays.binarySearch(ticks, tick);
        return found < 0 ? -found - 2 : found;
    }

    /**
     * How many windows back the reference window lies, which holds the values of entities at rest; 0 if this window holds
     * everything itself.
     */
    public int reference() {
        return reference;
    }

    Clock clock() {
        return clock;
    }

    public int rows() {
        return entities.length;
    }

    /** Rows that are alive when the window begins: the first ones. */
    public int inherited() {
        return inheritedKinds.length;
    }

    /** Calls the entities otherwise from now on. */
    void rename(WorldIds ids) {
        for (int row = 0; row < entities.length; row++) {
            entities[row] = ids.toWorld(entities[row]);
        }
        rowsByEntity.clear();
        sortedRows = new int[0];
    }

    public EntityId entity(int row) {
        return entities[row];
    }

    /** The row of an entity; -1 if the window does not know it. */
    public int row(EntityId entity) {
        if (rowsByEntity.isEmpty()) {
            for (int row = 0; row < entities.length; row++) {
                rowsByEntity.putIfAbsent(entities[row], row);
            }
        }
        return rowsByEntity.getOrDefault(entity, -1);
    }

    /** All rows, by entity. The array is the directory's own. */
    int[] rowsByEntity() {
        if (sortedRows.length != entities.length) {
            sortedRows = sorted();
        }
        return sortedRows;
    }

    private int[] sorted() {
        int[] rows = new int[entities.length];
        boolean rises = true;
        for (int row = 0; row < rows.length; row++) {
            rows[row] = row;
            rises &= row == 0 || entities[row - 1].compareTo(entities[row]) <= 0;
        }
        return rises
                ? rows
                : Arrays.stream(rows).boxed().sorted(Comparator.comparing(row -> entities[row])).mapToInt(row -> row)
                        .toArray();
    }

    /** What frames say about lives, in the order in which they say it. */
    public List<Mark> marks() {
        return marks;
    }

    List<Order> orders() {
        return orders;
    }

    String inheritedKind(int row) {
        return inheritedKinds[row];
    }

    List<ComponentColumns> components() {
        return components;
    }

    /** Numbers of the components that have values in the window, rising. */
    public int[] componentNumbers() {
        return components.stream().mapToInt(ComponentColumns::number).toArray();
    }

    /** Groups of 64 rows. */
    public int groups() {
        return (entities.length + Limits.GROUP_ENTITIES - 1) / Limits.GROUP_ENTITIES;
    }

    /**
     * The tick index at which the life began that lasts after the frame of a tick; {@link #BEFORE} or {@link #NOT_ALIVE}.
     */
    public int aliveSince(int row, int tickIndex) {
        int since = row < inheritedKinds.length ? BEFORE : NOT_ALIVE;
        for (int i = marksOfRow[row]; i < marksOfRow[row + 1]; i++) {
            Mark mark = marks.get(marksByRow[i]);
            if (mark.tickIndex() > tickIndex) {
                break;
            }
            if (mark.type() == Mark.Type.DESPAWN) {
                since = NOT_ALIVE;
            } else if (since == NOT_ALIVE) {
                since = mark.tickIndex();
            }
        }
        return since;
    }

    /** What the entity is after the frame of a tick at which it is alive. */
    public String kindAt(int row, int tickIndex) {
        String kind = row < inheritedKinds.length ? inheritedKinds[row] : "";
        for (int i = marksOfRow[row]; i < marksOfRow[row + 1]; i++) {
            Mark mark = marks.get(marksByRow[i]);
            if (mark.tickIndex() > tickIndex) {
                break;
            }
            kind = mark.type() == Mark.Type.DESPAWN ? kind : mark.kind();
        }
        return kind;
    }

    /** All rows in the order in which the frame of a tick names entities. The array is the directory's own. */
    int[] order(int tickIndex) {
        if (tickIndex < currentOrderTick) {
            currentOrder = new int[entities.length];
            Arrays.setAll(currentOrder, row -> row);
            currentOrderTick = -1;
        }
        for (Order order : orders) {
            if (order.tickIndex() > currentOrderTick && order.tickIndex() <= tickIndex) {
                currentOrder = reordered(currentOrder, order.rows());
            }
        }
        currentOrderTick = tickIndex;
        return currentOrder;
    }

    /** The rows of {@code first}, and after them the others of {@code order} as they were. */
    static int[] reordered(int[] order, int[] first) {
        int[] result = Arrays.copyOf(first, order.length);
        boolean[] placed = new boolean[order.length];
        for (int row : first) {
            placed[row] = true;
        }
        int next = first.length;
        for (int row : order) {
            if (!placed[row]) {
                result[next++] = row;
            }
        }
        return result;
    }

    ComponentColumns component(int number) {
        for (ComponentColumns component : components) {
            if (component.number() == number) {
                return component;
            }
        }
        throw new CorruptException("a window has no values of component " + number);
    }
}
