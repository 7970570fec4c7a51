package io.worldreel.format.window;

import io.worldreel.format.CorruptException;
import io.worldreel.format.EntityId;
import io.worldreel.format.window.WindowDirectory.Order;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The entities of the window being built: their rows, lives and order. A row is found by an entity's number, or by the reference
 * that stands for its name.
 */
final class EntityRows {
    private final Map<Long, String> names = new HashMap<>();
    private final Map<Long, Integer> rowsByNumber = new HashMap<>();
    private final Map<Long, Integer> rowsByReference = new HashMap<>();
    private final Map<String, Integer> rowsByName = new HashMap<>();

    private int count;
    private EntityId[] entities = new EntityId[64];
    private String[] kinds = new String[64];
    /** As {@link WindowDirectory#aliveSince} says it. */
    private int[] aliveSince = new int[64];
    private int[] sampledIn = new int[64];
    private String[] inheritedKinds = {};
    private final List<Mark> marks = new ArrayList<>();

    private final List<Order> orders = new ArrayList<>();
    /** The current order, and the place of each row in it. */
    private int[] order = new int[64];
    private int[] place = new int[64];

    void name(long reference, String name) {
        String before = names.put(reference, name);
        if (before != null && !before.equals(name)) {
            rowsByReference.remove(reference);
        }
    }

    /** Forgets everything: a new session begins. */
    void reset() {
        names.clear();
        forgetEntities();
    }

    /** Forgets everything but what references stand for. */
    void forgetEntities() {
        rowsByNumber.clear();
        rowsByReference.clear();
        rowsByName.clear();
        count = 0;
        inheritedKinds = new String[0];
        marks.clear();
        orders.clear();
    }

    int count() {
        return count;
    }

    EntityId[] entities() {
        return Arrays.copyOf(entities, count);
    }

    String[] inheritedKinds() {
        return inheritedKinds;
    }

    List<Mark> marks() {
        return marks;
    }

    List<Order> orders() {
        return orders;
    }

    int aliveSince(int row) {
        return aliveSince[row];
    }

    /** The row of an entity; -1 if the window does not know it. */
    int find(long reference, boolean named) {
        if (!named) {
            return rowsByNumber.getOrDefault(reference, -1);
        }
        Integer known = rowsByReference.get(reference);
        if (known != null) {
            return known;
        }
        String name = names.get(reference);
        if (name == null) {
            throw new CorruptException("a frame names entity reference " + reference + ", which no message declares");
        }
        int row = rowsByName.getOrDefault(name, -1);
        if (row >= 0) {
            rowsByReference.put(reference, row);
        }
        return row;
    }

    /** The row of an entity, which is a new one if the window does not know it. */
    int findOrAdd(long reference, boolean named) {
        int known = find(reference, named);
        if (known >= 0) {
            return known;
        }
        return add(named ? EntityId.of(names.getOrDefault(reference, "")) : EntityId.of(reference),
                WindowDirectory.NOT_ALIVE, "");
    }

    private int add(EntityId entity, int since, String kind) {
        if (count == entities.length) {
            entities = Arrays.copyOf(entities, 2 * count);
            kinds = Arrays.copyOf(kinds, 2 * count);
            aliveSince = Arrays.copyOf(aliveSince, 2 * count);
            sampledIn = Arrays.copyOf(sampledIn, 2 * count);
            order = Arrays.copyOf(order, 2 * count);
            place = Arrays.copyOf(place, 2 * count);
        }
        int row = count++;
        entities[row] = entity;
        kinds[row] = kind;
        aliveSince[row] = since;
        sampledIn[row] = -1;
        order[row] = row;
        place[row] = row;
        index(row);
        return row;
    }

    private void index(int row) {
        switch (entities[row]) {
            case EntityId.Numbered(long number) -> rowsByNumber.put(number, row);
            case EntityId.Named(String name) -> rowsByName.put(name, row);
        }
    }

    /** Adds an entity that is alive when the next window begins; all added, {@link #beginInherited} ends it. */
    void inherit(EntityId entity, String kind) {
        add(entity, WindowDirectory.BEFORE, kind);
    }

    /** Makes all entities inherited ones. */
    void beginInherited() {
        inheritedKinds = Arrays.copyOf(kinds, count);
    }

    void spawn(int row, int tickIndex, String kind) {
        if (aliveSince[row] == WindowDirectory.NOT_ALIVE) {
            aliveSince[row] = tickIndex;
        }
        kinds[row] = kind;
        marks.add(new Mark(tickIndex, row, Mark.Type.SPAWN, kind));
    }

    /**
     * An entity gets values: that begins its life if it is not alive.
     *
     * @return false if it already got some in this frame
     */
    boolean sample(int row, int tickIndex) {
        if (sampledIn[row] == tickIndex) {
            return false;
        }
        sampledIn[row] = tickIndex;
        if (aliveSince[row] == WindowDirectory.NOT_ALIVE) {
            aliveSince[row] = tickIndex;
            kinds[row] = "";
            marks.add(new Mark(tickIndex, row, Mark.Type.BEGIN, ""));
        }
        return true;
    }

    void despawn(int row, int tickIndex) {
        aliveSince[row] = WindowDirectory.NOT_ALIVE;
        marks.add(new Mark(tickIndex, row, Mark.Type.DESPAWN, ""));
    }

    /** Notes the order in which a frame names the entities on which it puts values: {@code rows}, each once. */
    void ordered(int tickIndex, int[] rows, int rowCount) {
        for (int i = 1; i < rowCount; i++) {
            if (place[rows[i]] < place[rows[i - 1]]) {
                int[] first = Arrays.copyOf(rows, rowCount);
                orders.add(new Order(tickIndex, first));
                setOrder(WindowDirectory.reordered(Arrays.copyOf(order, count), first));
                return;
            }
        }
    }

    private void setOrder(int[] newOrder) {
        System.arraycopy(newOrder, 0, order, 0, count);
        for (int i = 0; i < count; i++) {
            place[order[i]] = i;
        }
    }

    /** The rows of those that are alive, in the current order. */
    int[] alive() {
        int[] alive = new int[count];
        int found = 0;
        for (int i = 0; i < count; i++) {
            alive[found] = order[i];
            found += aliveSince[order[i]] == WindowDirectory.NOT_ALIVE ? 0 : 1;
        }
        return Arrays.copyOf(alive, found);
    }

    /** Whether {@code oldRows} are all rows in their order, so that entities keep theirs in the next window. */
    boolean areAll(int[] oldRows) {
        int row = 0;
        while (row < oldRows.length && oldRows[row] == row) {
            row++;
        }
        return row == count;
    }

    /** Begins the next window with the entities of {@code oldRows}, in this order. */
    void next(int[] oldRows) {
        if (areAll(oldRows)) {
            Arrays.fill(aliveSince, 0, count, WindowDirectory.BEFORE);
            Arrays.fill(sampledIn, 0, count, -1);
            marks.clear();
            orders.clear();
        } else {
            EntityId[] oldEntities = entities.clone();
            String[] oldKinds = kinds.clone();
            forgetEntities();
            for (int row : oldRows) {
                add(oldEntities[row], WindowDirectory.BEFORE, oldKinds[row]);
            }
        }
        beginInherited();
    }
}
