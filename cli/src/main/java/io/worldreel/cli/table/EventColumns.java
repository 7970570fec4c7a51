package io.worldreel.cli.table;

import java.util.List;

/**
 * A kind of event and the columns of a table that hold its data.
 *
 * @param kind what the events are called
 * @param columns names, at least one
 */
public record EventColumns(String kind, List<String> columns) {

    public EventColumns {
        columns = List.copyOf(columns);
    }

    /**
     * Reads {@code KIND=COL[,COL...]}.
     *
     * @throws IllegalArgumentException if the word has another form
     */
    public static EventColumns parse(String word) {
        int equals = word.indexOf('=');
        if (equals < 1 || equals == word.length() - 1) {
            throw new IllegalArgumentException("'" + word + "' is not KIND=COL[,COL...]");
        }
        return new EventColumns(word.substring(0, equals), List.of(word.substring(equals + 1).split(",", -1)));
    }
}
