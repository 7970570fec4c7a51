package io.worldreel.format.window;

import io.worldreel.format.CorruptException;
import io.worldreel.format.EntityId;
import io.worldreel.format.Value;

import java.util.Arrays;

/** An earlier window as a later one sees it, in which entities rest whose values the earlier one has. Owned by one thread. */
final class ReferenceWindow {
    private static final int UNKNOWN = -2;

    private final Window window;
    private final WindowDirectory later;
    /** What rows and components of the later window are in the earlier one, as far as they have been looked for. */
    private final int[] rows;
    private final int[] components;

    ReferenceWindow(Window window, WindowDirectory later) {
        this.window = window;
        this.later = later;
        rows = new int[later.rows()];
        Arrays.fill(rows, UNKNOWN);
        components = new int[later.components().size()];
        for (int c = 0; c < components.length; c++) {
            components[c] = window.index(later.components().get(c).number());
        }
    }

    Window window() {
        return window;
    }

    /**
     * The value of an entity that rests.
     *
     * @param row of the later window
     * @param c the component by its place in the later window's directory
     */
    Value firstValue(int row, int c) {
        return window.firstValue(rowOf(row), components[c])
                .orElseThrow(() -> new CorruptException("a window lacks the value of component "
                        + later.components().get(c).number() + " of entity " + later.entity(row)
                        + " that a later one refers to"));
    }

    private int rowOf(int row) {
        if (rows[row] == UNKNOWN) {
            WindowDirectory directory = window.directory();
            EntityId entity = later.entity(row);
            boolean isInItsPlace = row < directory.rows() && directory.entity(row).equals(entity);
            rows[row] = isInItsPlace ? row : directory.row(entity);
        }
        return rows[row];
    }
}
