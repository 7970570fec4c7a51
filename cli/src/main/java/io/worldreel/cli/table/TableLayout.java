package io.worldreel.cli.table;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which columns of a table mean what.
 *
 * @param tick holds the tick
 * @param time holds seconds from {@code startNanos}, or an ISO-8601 instant
 * @param entity holds the entity: a whole number in plain decimal is its number, anything else its name
 * @param kind holds the kind of the entity
 * @param startNanos nanoseconds since the Unix epoch from which seconds count
 */
public record TableLayout(String tick, String time, String entity, Optional<String> kind,
        List<ComponentColumns> components, List<EventColumns> events, long startNanos) {

    public TableLayout {
        components = List.copyOf(components);
        events = List.copyOf(events);
        if (components.isEmpty() && events.isEmpty()) {
            throw new IllegalArgumentException("nothing to import: name a --component or an --event");
        }
        Set<String> names = new HashSet<>();
        for (ComponentColumns columns : components) {
            if (!names.add(columns.component().name())) {
                throw new IllegalArgumentException("component '" + columns.component().name() + "' is given twice");
            }
        }
    }
}
