package io.worldreel.format.window;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;

/**
 * What a series codec must know of a column. Column bits are held in a {@code long}, sign-extended.
 *
 * @param bytes 1, 4 or 8
 * @param step the declared grid, or 0
 */
record Column(int bytes, boolean floating, double step) {
    static final Column I32 = new Column(4, false, 0);
    static final Column I64 = new Column(8, false, 0);

    static Column of(ComponentType type, double step) {
        return type.isVariable() ? I32 : new Column(type.columnBytes(), type.isFloating(), step);
    }

    static Column of(Component component) {
        return of(component.type(), component.step());
    }

    /** Whether its numbers fit an {@code int}. */
    boolean isNarrow() {
        return bytes <= Integer.BYTES;
    }

    /** How far a number must be shifted left and back to wrap it to the column's width. */
    int shift() {
        return 64 - 8 * bytes;
    }
}
