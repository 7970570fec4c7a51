package io.worldreel.replayer.sql;

import io.worldreel.replayer.sql.Operand.UnknownException;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * A sorter that gathers the rows of equal keys as they come, where SQLite sorts all of them first: it holds one row for each group.
 * Keys are whole numbers and texts.
 */
final class Groups {
    private static final Comparator<Object> BY_VALUE = (one, other) -> switch (one) {
        case Long number when other instanceof Long another -> Long.compare(number, another);
        case String text when other instanceof String another -> compareUtf8(text, another);
        default -> one instanceof Long ? -1 : 1; // any number sorts before any text
    };

    private final int keys;
    private final Map<List<Object>, Group> groups = new HashMap<>();
    private Iterator<Group> sorted = groups.values().iterator();

    /**
     * A group.
     *
     * @param fields of its first rows
     * @param registers in which its rows are gathered
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Group(List<Object> key, Operand.Fields fields, Operand[] registers) {}

    /** @param order SQLite's description of the order, such as {@code k(1,B)} */
    Groups(String order) {
        String[] parts = order.substring(0, order.length() - 1).split(",", -1);
        keys = Integer.parseInt(parts[0].substring("k(".length()));
        for (int i = 1; i < parts.length; i++) {
            if (!parts[i].equals("B")) {
                throw new UnknownException(); // falling, or by another collation
            }
        }
    }

    /** @param registers what registers hold before a group has rows */
    Group of(Operand.Fields row, Operand[] registers) {
        List<Object> key = new ArrayList<>(keys);
        for (int i = 0; i < keys; i++) {
            Object value = row.values()[i].value();
            if (!(value instanceof Long || value instanceof String)) {
                throw new UnknownException();
            }
            key.add(value);
        }
        return groups.computeIfAbsent(key, missing -> new Group(missing, row, registers.clone()));
    }

    /** Begins to go through the groups in the order of their keys. */
    void sort() {
        List<Group> all = new ArrayList<>(groups.values());
        all.sort((one, other) -> {
            int order = 0;
            for (int i = 0; i < keys && order == 0; i++) {
                order = BY_VALUE.compare(one.key().get(i), other.key().get(i));
            }
            return order;
        });
        sorted = all.iterator();
    }

    boolean hasNext() {
        return sorted.hasNext();
    }

    Group next() {
        return sorted.next();
    }

    private static int compareUtf8(String one, String other) {
        return java.util.Arrays.compareUnsigned(one.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                other.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
