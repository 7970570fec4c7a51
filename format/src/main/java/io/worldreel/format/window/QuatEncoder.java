package io.worldreel.format.window;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Encodes the parts of quaternion components: each row on the grid if there is one that holds it, else as four columns of floats. */
final class QuatEncoder {
    private static final int COLUMNS = 4;

    private final BlockEncoder block;
    private final QuatSeriesEncoder encoder = new QuatSeriesEncoder();
    private final Map<Integer, QuatGridSearch> searches = new HashMap<>();
    private QuatGridSearch search = new QuatGridSearch();
    private final List<Row> rows = new ArrayList<>();
    private boolean isAnyOnGrid;
    /** The first values of a group, after any value. */
    private final GroupValues based = new GroupValues(Column.I32, COLUMNS);

    /**
     * A series of quaternions.
     *
     * @param from where its values begin in the columns
     * @param residualsFrom where its residuals begin; negative if it is not on the grid
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Row(int from, int count, boolean isBased, int residualsFrom, int order, int[] exceptions) {}

    QuatEncoder(BlockEncoder block) {
        this.block = block;
    }

    void beginWindow(int number, ValueLog log) {
        search = searches.computeIfAbsent(number, fresh -> new QuatGridSearch());
        if (log.lossyGrid.isPresent()) {
            search.use(log.lossyGrid.get());
        } else if (log.column.step() == 0) {
            search.beginWindow(log);
        }
    }

    void keys(ValueLog log, GroupValues values, PartWriter out) {
        begin();
        GroupValues firsts = values.firsts();
        Optional<QuatGrid> grid = search.grid();
        if (grid.isPresent()) {
            based.clear(1 + firsts.entries());
            based.add(1 + firsts.entries());
            for (int c = 0; c < COLUMNS; c++) {
                System.arraycopy(firsts.narrow(c), 0, based.narrow(c), 1, firsts.entries());
            }
            encoder.encodeFromMiddle(grid.get(), based);
        }
        addRow(0, firsts.entries(), false, grid.isPresent() ? 0 : -1);
        write(log, firsts, out);
    }

    /** @param turns how the values of the group turn, if that is known */
    void deltas(ValueLog log, GroupValues values, Optional<Turns> turns, PartWriter out) {
        begin();
        Optional<QuatGrid> grid = search.grid();
        grid.ifPresent(known -> encoder.encode(known, values, turns));
        for (int place = 0; place < values.places(); place++) {
            if (values.later(place) > 0) {
                addRow(values.start(place) + 1, values.later(place), true, grid.isPresent() ? place : -1);
            }
        }
        write(log, values, out);
    }

    private void begin() {
        rows.clear();
        isAnyOnGrid = false;
    }

    /** @param series its number; negative if there is no grid */
    private void addRow(int from, int count, boolean isBased, int series) {
        boolean onGrid = series >= 0 && encoder.isOnGrid(series);
        search.note(onGrid);
        isAnyOnGrid |= onGrid;
        rows.add(onGrid
                ? new Row(from, count, isBased, encoder.start(series), encoder.order(series),
                        encoder.exceptions(series))
                : new Row(from, count, isBased, -1, 0, new int[0]));
    }

    private void write(ValueLog log, GroupValues values, PartWriter out) {
        for (int c = 0; c < COLUMNS; c++) {
            for (Row row : rows) {
                if (row.residualsFrom() >= 0) {
                    block.add(Coding.GRID, row.order(), encoder.residuals(c), row.residualsFrom(), row.count());
                    for (int index : row.exceptions()) {
                        block.addException(index, values.narrow(c)[row.from() + index]);
                    }
                } else {
                    block.add(log.column, values, c, row.from(), row.count(), row.isBased(), log.grids[c]);
                }
            }
        }
        block.writeTo(out, log.column, isAnyOnGrid ? search.grid() : Optional.empty());
    }
}
