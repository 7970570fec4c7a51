package io.worldreel.cli.table;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.Role;
import java.util.List;

/**
 * A component and the columns of a table that hold its values.
 *
 * @param columns names, one for each column of the component's type; one for a variable type
 */
public record ComponentColumns(Component component, List<String> columns) {

    public ComponentColumns {
        columns = List.copyOf(columns);
        int wanted = Math.max(1, component.type().columns());
        if (columns.size() != wanted) {
            throw new IllegalArgumentException("component '" + component.name() + "' of type "
                    + component.type().label() + " takes " + wanted + (wanted == 1 ? " column" : " columns") + ", not "
                    + columns.size());
        }
    }

    /**
     * Reads {@code NAME=COL[,COL...]:TYPE[@STEP]}. A component that is named like a role has that role.
     *
     * @throws IllegalArgumentException if the word has another form, or asks for what does not fit together
     */
    public static ComponentColumns parse(String word) {
        int equals = word.indexOf('=');
        int colon = word.lastIndexOf(':');
        if (equals < 1 || colon < equals) {
            throw new IllegalArgumentException("'" + word + "' is not NAME=COL[,COL...]:TYPE[@STEP]");
        }
        String name = word.substring(0, equals);
        String typeAndStep = word.substring(colon + 1);
        int at = typeAndStep.indexOf('@');
        ComponentType type = ComponentType.ofLabel(at < 0 ? typeAndStep : typeAndStep.substring(0, at));
        Component component = Component.of(name, type, Role.ofLabel(name));
        return new ComponentColumns(at < 0 ? component : component.withStep(step(word, typeAndStep.substring(at + 1))),
                List.of(word.substring(equals + 1, colon).split(",", -1)));
    }

    private static double step(String word, String text) {
        try {
            double step = Double.parseDouble(text);
            if (step > 0) {
                return step;
            }
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("'" + text + "' in '" + word + "' is not a step: give a number",
                    notANumber);
        }
        throw new IllegalArgumentException("the step in '" + word + "' must be greater than 0");
    }
}
