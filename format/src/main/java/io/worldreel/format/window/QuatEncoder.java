package io.worldreel.format.window;

import io.worldreel.format.Limits;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Encodes the parts of quaternion components: each row on the grid if there is one that holds it, else as four columns of floats. */
final class QuatEncoder {
    private static final int COLUMNS = 4;
    private static final int[] NO_BASE = {};

    private final BlockEncoder block;
    private final QuatSeriesEncoder encoder = new QuatSeriesEncoder();
    private final Map<Integer, QuatGridSearch> searches = new HashMap<>();
    private QuatGridSearch search = new QuatGridSearch();
    private final List<Row> rows = new ArrayList<>();
    /** Of the rows on the grid: their residuals, row after row. */
    private final int[][] residuals = new int[COLUMNS][Limits.GROUP_ENTITIES * SeriesEncoder.MAX_LENGTH];
    private int used;

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
        addRow(firsts, 0, firsts.entries(), NO_BASE, Optional.empty());
        write(log, firsts, out);
    }

    /** @param turns how the values of the group turn, if that is known */
    void deltas(ValueLog log, GroupValues values, Optional<Turns> turns, PartWriter out) {
        begin();
        for (int i = 0; i < values.places(); i++) {
            if (values.later(i) > 0) {
                int at = values.start(i);
                int[] base = { values.narrow(0)[at], values.narrow(1)[at], values.narrow(2)[at], values.narrow(3)[at] };
                addRow(values, at + 1, values.later(i), base, turns);
            }
        }
        write(log, values, out);
    }

    private void begin() {
        rows.clear();
        used = 0;
    }

    private void addRow(GroupValues values, int from, int count, int[] base, Optional<Turns> turns) {
        Optional<QuatGrid> grid = search.grid();
        boolean onGrid = grid.isPresent() && encoder.encode(grid.get(), values, from, count, base, turns);
        search.note(onGrid);
        boolean isBased = base.length > 0;
        if (!onGrid) {
            rows.add(new Row(from, count, isBased, -1, 0, new int[0]));
            return;
        }
        rows.add(new Row(from, count, isBased, used, encoder.order, encoder.exceptions()));
        for (int c = 0; c < COLUMNS; c++) {
            System.arraycopy(encoder.residuals(c), 0, residuals[c], used, count);
        }
        used += count;
    }

    private void write(ValueLog log, GroupValues values, PartWriter out) {
        for (int c = 0; c < COLUMNS; c++) {
            for (Row row : rows) {
                if (row.residualsFrom() >= 0) {
                    block.add(Coding.GRID, row.order(), residuals[c], row.residualsFrom(), row.count());
                    for (int index : row.exceptions()) {
                        block.addException(index, values.narrow(c)[row.from() + index]);
                    }
                } else {
                    block.add(log.column, values, c, row.from(), row.count(), row.isBased(), log.grids[c]);
                }
            }
        }
        boolean anyOnGrid = used > 0;
        block.writeTo(out, log.column, anyOnGrid ? search.grid() : Optional.empty());
    }
}
