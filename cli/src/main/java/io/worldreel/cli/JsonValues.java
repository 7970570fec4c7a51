package io.worldreel.cli;

import io.worldreel.format.ComponentType;
import io.worldreel.format.EntityId;
import io.worldreel.format.Event;
import io.worldreel.format.Value;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Values of a recording as JSON values (FORMAT.md, "Component types"). */
final class JsonValues {
    private static final JsonFactory PARSERS = new JsonFactory();

    private JsonValues() {}

    static void entity(JsonGenerator json, EntityId entity) {
        switch (entity) {
            case EntityId.Numbered(long number) -> json.writeNumber(number);
            case EntityId.Named(String name) -> json.writeString(name);
        }
    }

    static void value(JsonGenerator json, Value value) {
        ComponentType type = value.type();
        if (type == ComponentType.UTF8) {
            json.writeString(value.text());
        } else if (type.isVariable()) {
            json.writeBinary(value.bytes());
        } else if (type.columns() == 1) {
            column(json, value, 0);
        } else {
            json.writeStartArray();
            for (int i = 0; i < type.columns(); i++) {
                column(json, value, i);
            }
            json.writeEndArray();
        }
    }

    private static void column(JsonGenerator json, Value value, int column) {
        ComponentType type = value.type();
        if (type == ComponentType.BOOL) {
            json.writeBoolean(value.bits(column) != 0);
        } else if (!type.isFloating()) {
            json.writeNumber(value.bits(column));
        } else if (type.columnBytes() == 4) {
            number(json, Float.intBitsToFloat((int) value.bits(column)));
        } else {
            number(json, value.number(column));
        }
    }

    /** The shortest decimal that reads back as the same float. */
    static void number(JsonGenerator json, float number) {
        if (Float.isFinite(number)) {
            json.writeNumber(number);
        } else {
            json.writeString(Float.toString(number));
        }
    }

    /** The shortest decimal that reads back as the same double. */
    static void number(JsonGenerator json, double number) {
        if (Double.isFinite(number)) {
            json.writeNumber(number);
        } else {
            json.writeString(Double.toString(number));
        }
    }

    /** Data that is JSON stands there as such, on one line; what only claims to be JSON stands there as a string. */
    static void data(JsonGenerator json, Event.Data data) {
        switch (data.encoding()) {
            case NONE -> json.writeNull();
            case TEXT -> json.writeString(data.text());
            case BYTES, VARIANT -> json.writeBinary(data.bytes());
            case JSON -> {
                if (isJson(data.text())) {
                    try (JsonParser parser = PARSERS.createParser(ObjectReadContext.empty(), data.text())) {
                        parser.nextToken();
                        json.copyCurrentStructureExact(parser);
                    }
                } else {
                    json.writeString(data.text());
                }
            }
        }
    }

    /** Whether a text is one whole JSON value. */
    static boolean isJson(String text) {
        try (JsonParser parser = PARSERS.createParser(ObjectReadContext.empty(), text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (JacksonException notJson) {
            return false;
        }
    }
}
