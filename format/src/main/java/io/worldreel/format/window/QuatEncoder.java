package io.worldreel.format.window;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Encodes the parts of quaternion components: each row on the grid if there is one that holds it, else as four columns of floats. */
final class QuatEncoder {
    private static final int MAX_LENGTH = SeriesEncoder.MAX_LENGTH;
    private static final long[] NO_BASE = {};

    private final BlockEncoder block;
    private final QuatSeriesEncoder encoder = new QuatSeriesEncoder();
    private final Map<Integer, QuatGridSearch> searches = new HashMap<>();
    private QuatGridSearch search = new QuatGridSearch();
    private final List<Row> rows = new ArrayList<>();
    private final long[][] bits = new long[4][MAX_LENGTH];

    /** A series of quaternions: its residuals if it is on the grid, and the columns of its exceptions or of all. */
    private static final class Row {
        int count;
        boolean onGrid;
        int order;
        int[] exceptions = {};
        long[][] residuals = {};
        long[][] columns = new long[4][];
        long[] base = NO_BASE;
    }

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

    void keys(ValueLog log, Presence presence, int from, int end, PartWriter out) {
        rows.clear();
        for (int c = 0; c < 4; c++) {
            for (int i = from; i < end; i++) {
                bits[c][i - from] = log.firstBits(presence.row(i), presence.inherited(i), c);
            }
        }
        addRow(end - from, NO_BASE);
        write(log, out);
    }

    void deltas(ValueLog log, Presence presence, int from, int end, PartWriter out) {
        rows.clear();
        for (int i = from; i < end; i++) {
            int row = presence.row(i);
            boolean inherited = presence.inherited(i);
            int count = 0;
            long[] base = new long[4];
            for (int c = 0; c < 4; c++) {
                base[c] = log.firstBits(row, inherited, c);
                count = log.laterBits(row, inherited, c, bits[c]);
            }
            if (count > 0) {
                addRow(count, base);
            }
        }
        write(log, out);
    }

    private void addRow(int count, long[] base) {
        Row row = new Row();
        row.count = count;
        row.base = base;
        Optional<QuatGrid> grid = search.grid();
        row.onGrid = grid.isPresent() && encoder.encode(grid.get(), bits, count, base);
        search.note(row.onGrid);
        if (row.onGrid) {
            row.order = encoder.order;
            row.residuals = encoder.residuals(count);
            row.exceptions = encoder.exceptions(count);
        }
        for (int c = 0; c < 4; c++) {
            row.columns[c] = Arrays.copyOf(bits[c], count);
        }
        rows.add(row);
    }

    private void write(ValueLog log, PartWriter out) {
        boolean anyOnGrid = false;
        for (int c = 0; c < 4; c++) {
            for (Row row : rows) {
                anyOnGrid |= row.onGrid;
                if (row.onGrid) {
                    block.add(Coding.GRID, row.order, row.residuals[c], row.count);
                    for (int index : row.exceptions) {
                        block.addException(index, row.columns[c][index]);
                    }
                } else {
                    boolean based = row.base.length > 0;
                    log.digits[c] = block.add(log.column, row.columns[c], 0, row.count, based, based ? row.base[c] : 0,
                            log.digits[c]);
                }
            }
        }
        block.writeTo(out, log.column, anyOnGrid ? search.grid() : Optional.empty());
    }
}
