package io.worldreel.replayer.sql;

import java.util.Locale;
import java.util.Set;

/** Names of tables and columns. */
final class Names {
    private Names() {}

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /**
     * The name of a component's table: its own, unless that is taken or SQLite keeps it for itself. SQLite does not tell upper from
     * lower case.
     *
     * @param taken names in lower case; the one given is added
     */
    static String ofComponent(String component, Set<String> taken) {
        boolean reserved = component.toLowerCase(Locale.ROOT).startsWith("sqlite_") || component.indexOf('\0') >= 0;
        String base = reserved ? "component_" + component.replace('\0', '_') : component;
        String name = base;
        for (int n = 1; !taken.add(name.toLowerCase(Locale.ROOT)); n++) {
            name = "component_" + base + (n == 1 ? "" : "_" + n);
        }
        return name;
    }
}
