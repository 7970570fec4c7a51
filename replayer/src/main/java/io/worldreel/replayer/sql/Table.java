package io.worldreel.replayer.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A table of an archive as SQLite sees it. Owned by the thread that uses the connection. */
abstract class Table {
    private final String name;
    private final List<Column> columns;
    private final List<Plan> plans = new ArrayList<>();

    Table(String name, List<Column> columns) {
        this.name = name;
        this.columns = List.copyOf(columns);
    }

    String name() {
        return name;
    }

    List<Column> columns() {
        return columns;
    }

    String declaration() {
        return columns.stream().map(Column::declaration).collect(Collectors.joining(", ", "CREATE TABLE x(", ")"));
    }

    /** About how many rows satisfy the conditions of a plan, for SQLite's choice of the order of joins. */
    abstract double rows(Plan plan);

    /** Whether rows that satisfy such conditions come by rising tick. */
    abstract boolean isInOrder(List<Plan.Condition> conditions);

    abstract Cursor open();

    /** The number by which {@link #plan} finds an equal plan again. */
    int number(Plan plan) {
        int found = plans.indexOf(plan);
        if (found >= 0) {
            return found;
        }
        plans.add(plan);
        return plans.size() - 1;
    }

    Plan plan(int number) {
        return plans.get(number);
    }

    /** The condition that only one plan can satisfy exactly needs no second look by SQLite. */
    static boolean isExact(SearchKey key) {
        return key.isOrdered() || key.isParameter();
    }
}
