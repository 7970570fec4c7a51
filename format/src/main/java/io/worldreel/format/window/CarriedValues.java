package io.worldreel.format.window;

import io.worldreel.format.ComponentType;
import io.worldreel.format.Value;

import java.util.Arrays;

/** The values of one component that were true when a window began, by row. */
final class CarriedValues {
    private static final byte[] NOTHING = {};

    private final ComponentType type;
    private final Column column;
    private final int width;
    private boolean[] present;
    /** Of each row: whether the value is the first one that the reference window has of it. */
    private boolean[] settled;
    /** Of a fixed-width type. */
    private byte[] bytes = NOTHING;
    /** Of a variable type. */
    private byte[][] runs = {};
    private int count;

    /** @param rows for how many there is room at first */
    CarriedValues(ComponentType type, int rows) {
        this.type = type;
        column = Column.of(type, 0);
        width = type.valueBytes();
        present = new boolean[rows];
        settled = new boolean[rows];
        if (type.isVariable()) {
            runs = new byte[rows][];
        } else {
            bytes = new byte[rows * width];
        }
    }

    /** Rows that have a value. */
    int count() {
        return count;
    }

    boolean has(int row) {
        return row < present.length && present[row];
    }

    /** Whether the same rows have values, and of the same rows they are settled. */
    boolean isLike(CarriedValues other) {
        return Arrays.equals(present, other.present) && Arrays.equals(settled, other.settled);
    }

    boolean isSettled(int row) {
        return settled[row];
    }

    /** Bytes of the value of a row that has one. */
    int length(int row) {
        return type.isVariable() ? runs[row].length : width;
    }

    /** Of a fixed-width type. */
    long bits(int row, int c) {
        return column.get(bytes, row * width + c * column.bytes());
    }

    /** Of a variable type; not to be changed. */
    byte[] run(int row) {
        return runs[row];
    }

    /** Takes a value of a variable type over. */
    void put(int row, byte[] run, boolean isSettled) {
        begin(row, isSettled);
        runs[row] = run;
    }

    /** Takes a copy of a value of a fixed-width type. */
    void put(int row, byte[] source, int from, boolean isSettled) {
        begin(row, isSettled);
        System.arraycopy(source, from, bytes, row * width, width);
    }

    /** Takes the value that a row had before. */
    void put(int row, CarriedValues before, int oldRow, boolean isSettled) {
        if (before == this) {
            settled[row] = isSettled;
        } else if (type.isVariable()) {
            put(row, before.runs[oldRow], isSettled);
        } else {
            put(row, before.bytes, oldRow * width, isSettled);
        }
    }

    void put(int row, Value value) {
        begin(row, false);
        if (type.isVariable()) {
            runs[row] = value.bytes();
            return;
        }
        for (int c = 0; c < type.columns(); c++) {
            column.set(bytes, row * width + c * column.bytes(), value.bits(c));
        }
    }

    /** Forgets the value of a row, if there is one. */
    void remove(int row) {
        if (has(row)) {
            present[row] = false;
            settled[row] = false;
            count--;
        }
    }

    private void begin(int row, boolean isSettled) {
        if (row >= present.length) {
            int size = Math.max(row + 1, 2 * present.length);
            present = Arrays.copyOf(present, size);
            settled = Arrays.copyOf(settled, size);
            if (type.isVariable()) {
                runs = Arrays.copyOf(runs, size);
            } else {
                bytes = Arrays.copyOf(bytes, size * width);
            }
        }
        count += present[row] ? 0 : 1;
        present[row] = true;
        settled[row] = isSettled;
    }
}
