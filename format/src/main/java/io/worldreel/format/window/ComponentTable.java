package io.worldreel.format.window;

import io.worldreel.format.Component;
import io.worldreel.format.CorruptException;

import java.util.Map;

/** What the component numbers of a window mean. */
@FunctionalInterface
public interface ComponentTable {

    /** @throws CorruptException if no component has this number */
    Component component(int number);

    static ComponentTable of(Map<Integer, Component> components) {
        Map<Integer, Component> copy = Map.copyOf(components);
        return number -> {
            Component component = copy.get(number);
            if (component == null) {
                throw new CorruptException("a window has values of component " + number + ", which is not declared");
            }
            return component;
        };
    }
}
