package io.worldreel.replayer.sql;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** Walks a {@link RowTable}. */
final class RowCursor extends Cursor {
    private static final Row NONE = new Row();

    private final RowTable table;
    private Iterator<Row> rows = Collections.emptyIterator();
    private Row row = NONE;
    private boolean atEnd = true;
    /** Rows of the same tick that came before. */
    private final List<Row> earlier = new ArrayList<>();

    RowCursor(RowTable table) {
        this.table = table;
    }

    @Override
    void filter(Bounds bounds) {
        rows = bounds.nothing() ? Collections.emptyIterator() : table.walk(bounds);
        atEnd = true;
        earlier.clear();
        next();
    }

    @Override
    void next() {
        Row before = row;
        boolean first = atEnd;
        atEnd = !rows.hasNext();
        if (atEnd) {
            return;
        }
        row = rows.next();
        if (!first && row.beginsLike(before)) {
            earlier.add(before);
        } else {
            earlier.clear();
        }
    }

    @Override
    boolean atEnd() {
        return atEnd;
    }

    @Override
    void column(long context, int column) throws Throwable {
        Results.object(context, row.value(column));
    }

    /** Rows of equal content lie within one tick and are found or left out together: their order tells them apart. */
    @Override
    long rowid() {
        return row.hash() + Collections.frequency(earlier, row);
    }
}
