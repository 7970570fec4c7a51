package io.worldreel.cli.table;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where the columns of a layout stand in a table. */
final class ColumnIndex {
    private final List<String> header;
    private final Map<String, Integer> positions = new HashMap<>();
    private final int tick;
    private final int time;
    private final int entity;
    private final int kind;
    private final int[][] components;
    private final int[][] events;

    /** @throws IllegalArgumentException if the table lacks a column, or has two of its name */
    ColumnIndex(TableLayout layout, List<String> header) {
        this.header = header;
        for (int i = 0; i < header.size(); i++) {
            positions.merge(header.get(i), i, (one, two) -> -1);
        }
        tick = position(layout.tick());
        time = position(layout.time());
        entity = position(layout.entity());
        kind = layout.kind().map(this::position).orElse(-1);
        components = layout.components().stream().map(ComponentColumns::columns).map(this::positions)
                .toArray(int[][]::new);
        events = layout.events().stream().map(EventColumns::columns).map(this::positions).toArray(int[][]::new);
    }

    private int[] positions(List<String> columns) {
        return columns.stream().mapToInt(this::position).toArray();
    }

    private int position(String column) {
        Integer position = positions.get(column);
        if (position == null) {
            throw new IllegalArgumentException(
                    "there is no column '" + column + "'; the table has " + String.join(", ", header));
        }
        if (position < 0) {
            throw new IllegalArgumentException("there are several columns '" + column + "': give them different names");
        }
        return position;
    }

    Row row(CsvRecord record) {
        if (record.getFieldCount() != header.size()) {
            throw new IllegalArgumentException("the row has " + record.getFieldCount() + " cells, the header "
                    + header.size());
        }
        return new Row(record);
    }

    /** One line of the table, by what its columns mean. */
    final class Row {
        private final CsvRecord record;

        private Row(CsvRecord record) {
            this.record = record;
        }

        long line() {
            return record.getStartingLineNumber();
        }

        String tick() {
            return record.getField(tick);
        }

        String time() {
            return record.getField(time);
        }

        String entity() {
            return record.getField(entity);
        }

        /** Empty if the table does not say. */
        String kind() {
            return kind < 0 ? "" : record.getField(kind);
        }

        String component(int number, int column) {
            return record.getField(components[number][column]);
        }

        String event(int number, int column) {
            return record.getField(events[number][column]);
        }
    }
}
