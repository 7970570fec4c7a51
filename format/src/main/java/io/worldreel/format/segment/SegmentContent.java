package io.worldreel.format.segment;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.CorruptException;
import io.worldreel.format.Limits;
import io.worldreel.format.Role;
import io.worldreel.format.window.PartKind;
import java.util.List;
import java.util.SortedMap;

/** The tables of a segment that every reader needs: what it is, which windows it has, and their parts. */
interface SegmentContent {
    /** A text of the table {@code meta}. */
    String text(String key);

    /** Whether several threads may read parts at once. */
    boolean isShareable();

    /** Declared components by their numbers. */
    SortedMap<Integer, Component> components();

    /** Windows in the order of their ticks. */
    List<WindowEntry> windows();

    /** @throws CorruptException if there is none */
    byte[] part(int window, PartKind kind, int component, int group);

    /** Takes a row of the table {@code components}. */
    static void declare(String file, SortedMap<Integer, Component> components, int number, String name, String type,
            String role, String unit, double step, boolean lossy) {
        if (number < 0 || number >= Limits.COMPONENTS) {
            throw new CorruptException(file + " declares component number " + number);
        }
        try {
            components.put(number, new Component(name, ComponentType.ofLabel(type), Role.ofLabel(role), unit, step,
                    lossy));
        } catch (IllegalArgumentException invalid) {
            throw new CorruptException(file + " declares an invalid component: " + invalid.getMessage(), invalid);
        }
    }

    static CorruptException lacking(String file, String key) {
        return new CorruptException(file + " has no '" + key + "' in its meta table");
    }

    static CorruptException lacking(String file, int window, PartKind kind, int component, int group) {
        return new CorruptException(file + ": window " + window + " lacks its " + SegmentSchema.label(kind)
                + " part of component " + component + ", group " + group);
    }
}
