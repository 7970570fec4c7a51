package io.worldreel.format.variant;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Values serialised by Godot 3.2.3 itself. */
final class GodotVectors {
    private GodotVectors() {}

    /** @param parts what a script saw in the value; null for nil and objects */
    record Vector(String name, String text, String hex, @Nullable Object parts, boolean object) {
        byte[] bytes() {
            return HexFormat.of().parseHex(hex);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Vector> all() {
        try (var in = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(GodotVectors.class.getResourceAsStream("/godot/vectors.jsonl")),
                StandardCharsets.UTF_8))) {
            return in.lines().map(GodotVectors::vector).toList().stream();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Vector vector(String line) {
        try (JsonParser parser = JsonFactory.builder().build().createParser(ObjectReadContext.empty(), line)) {
            parser.nextToken();
            Map<?, ?> fields = (Map<?, ?>) Objects.requireNonNull(tree(parser));
            String name = (String) Objects.requireNonNull(fields.get("name"));
            return new Vector(name, (String) Objects.requireNonNull(fields.get("text")),
                    (String) Objects.requireNonNull(fields.get("hex")), fields.get("parts"),
                    name.startsWith("object"));
        }
    }

    private static @Nullable Object tree(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(tree(parser));
                }
                yield list;
            }
            case START_OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String key = parser.currentName();
                    parser.nextToken();
                    map.put(key, tree(parser));
                }
                yield map;
            }
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }
}
