package io.worldreel.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads JSON as plain maps, lists, strings and booleans; numbers stay the text that was printed. */
final class Json {
    private static final JsonFactory PARSERS = new JsonFactory();

    /** A number as it was printed. */
    record Numeral(String text) {}

    private Json() {}

    static Map<String, Object> object(String text) {
        try (JsonParser parser = PARSERS.createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            return cast(value(parser));
        }
    }

    /** The list that is a member of an object. */
    static List<Object> list(Map<String, Object> object, String member) {
        return cast(object.get(member));
    }

    @SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
    static <T> T cast(@Nullable Object value) {
        if (value == null) {
            throw new AssertionError("a member is missing");
        }
        return (T) value;
    }

    static long number(Map<String, Object> object, String member) {
        return Long.parseLong(Json.<Numeral>cast(object.get(member)).text());
    }

    private static @Nullable Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> members = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    members.put(name, value(parser));
                }
                yield members;
            }
            case START_ARRAY -> {
                List<@Nullable Object> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(parser));
                }
                yield items;
            }
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Numeral(parser.getString());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new AssertionError(parser.currentToken());
        };
    }
}
