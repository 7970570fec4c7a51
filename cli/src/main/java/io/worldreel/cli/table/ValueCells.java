package io.worldreel.cli.table;

import io.worldreel.format.Component;
import io.worldreel.format.message.FrameEncoder;

/** Puts the values of one component, cell by cell, into frames. Owned by one thread. */
final class ValueCells {
    private final int number;
    private final ComponentColumns columns;
    private final FrameEncoder encoder;
    private final String[] cells;

    ValueCells(int number, ComponentColumns columns, FrameEncoder encoder) {
        this.number = number;
        this.columns = columns;
        this.encoder = encoder;
        cells = new String[columns.columns().size()];
    }

    Component component() {
        return columns.component();
    }

    /**
     * Takes the cells of the next value; whether there is one.
     *
     * @throws IllegalArgumentException if only some of the cells are filled
     */
    boolean load(ColumnIndex.Row row) {
        int filled = 0;
        for (int i = 0; i < cells.length; i++) {
            cells[i] = row.component(number, i);
            filled += cells[i].isEmpty() ? 0 : 1;
        }
        if (filled > 0 && filled < cells.length) {
            throw new IllegalArgumentException("component '" + component().name() + "' has some cells filled and some "
                    + "empty: fill all or none of " + String.join(", ", columns.columns()));
        }
        return filled > 0;
    }

    /** Puts the loaded value on a row of the frame. */
    void put(int row) {
        switch (component().type()) {
            case BOOL -> encoder.put(row, number, read(0, CellReader::bool) ? 1L : 0L);
            case I32 -> encoder.put(row, number, (long) read(0, CellReader::int32));
            case I64 -> encoder.put(row, number, (long) read(0, CellReader::wholeNumber));
            case F32 -> encoder.put(row, number, float32(0));
            case VEC2F32 -> encoder.put(row, number, float32(0), float32(1));
            case VEC3F32 -> encoder.put(row, number, float32(0), float32(1), float32(2));
            case VEC4F32, QUAT -> encoder.put(row, number, float32(0), float32(1), float32(2), float32(3));
            case F64 -> encoder.put(row, number, float64(0));
            case VEC2F64 -> encoder.put(row, number, float64(0), float64(1));
            case VEC3F64 -> encoder.put(row, number, float64(0), float64(1), float64(2));
            case VEC4F64 -> encoder.put(row, number, float64(0), float64(1), float64(2), float64(3));
            case UTF8 -> encoder.put(row, number, cells[0]);
            case BYTES, VARIANT -> {
                byte[] bytes = read(0, CellReader::base64);
                encoder.put(row, number, bytes, 0, bytes.length);
            }
        }
    }

    private float float32(int cell) {
        return read(cell, CellReader::float32);
    }

    private double float64(int cell) {
        return read(cell, CellReader::float64);
    }

    private <T> T read(int cell, CellReader.Reading<T> reading) {
        return CellReader.read(columns.columns().get(cell), cells[cell], reading);
    }
}
