package io.worldreel.cli.table;

import java.io.StringWriter;
import java.util.List;
import java.util.function.IntFunction;
import java.util.regex.Pattern;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Makes the cells of an event one JSON object. */
final class EventJson {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");

    private EventJson() {}

    /**
     * The object with a member for each cell that is filled; empty if none is. A cell that reads as a JSON number, true or false is
     * that, digit by digit; any other is a string.
     */
    static String of(List<String> columns, IntFunction<String> cells) {
        StringWriter text = new StringWriter();
        boolean any = false;
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            for (int i = 0; i < columns.size(); i++) {
                String cell = cells.apply(i);
                if (!cell.isEmpty()) {
                    any = true;
                    json.writeName(columns.get(i));
                    write(json, cell);
                }
            }
            json.writeEndObject();
        }
        return any ? text.toString() : "";
    }

    private static void write(JsonGenerator json, String cell) {
        if (NUMBER.matcher(cell).matches() || cell.equals("true") || cell.equals("false")) {
            json.writeRawValue(cell);
        } else {
            json.writeString(cell);
        }
    }
}
