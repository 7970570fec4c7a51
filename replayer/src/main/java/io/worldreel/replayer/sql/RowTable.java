package io.worldreel.replayer.sql;

import io.worldreel.replayer.sql.Plan.Condition;

import java.util.Iterator;
import java.util.List;

/** A table whose rows are made one by one: for everything that does not come by the million. */
abstract class RowTable extends Table {

    RowTable(String name, List<Column> columns) {
        super(name, columns);
    }

    /** Rows within bounds, made as they are asked for; there may be others among them. No two are alike but within one tick. */
    abstract Iterator<Row> walk(Bounds bounds);

    @Override
    boolean isInOrder(List<Condition> conditions) {
        return false;
    }

    @Override
    Cursor open() {
        return new RowCursor(this);
    }
}
