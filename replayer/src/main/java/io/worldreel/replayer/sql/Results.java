package io.worldreel.replayer.sql;

import io.worldreel.format.ComponentType;
import io.worldreel.format.EntityId;
import io.worldreel.format.Value;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What things of a recording are in SQL. */
final class Results {
    private Results() {}

    static void entity(long context, EntityId entity) throws Throwable {
        switch (entity) {
            case EntityId.Numbered(long number) -> SqliteCalls.result(context, number);
            case EntityId.Named(String name) -> SqliteCalls.resultText(context, name.getBytes(StandardCharsets.UTF_8));
        }
    }

    static Object of(EntityId entity) {
        return switch (entity) {
            case EntityId.Numbered(long number) -> number;
            case EntityId.Named(String name) -> name;
        };
    }

    static void value(long context, Value value) throws Throwable {
        object(context, of(value));
    }

    /** Numbers, texts and bytes as themselves, vectors as JSON arrays. */
    static Object of(Value value) {
        ComponentType type = value.type();
        if (type == ComponentType.UTF8) {
            return value.text();
        }
        if (type.isVariable()) {
            return value.bytes();
        }
        if (type.columns() > 1) {
            return json(value);
        }
        return type.isFloating() ? (Object) value.number(0) : (Object) value.bits(0);
    }

    /** Digits that read back to the same bits; what JSON has no numbers for is a string. */
    private static String json(Value value) {
        StringBuilder json = new StringBuilder("[");
        for (int c = 0; c < value.type().columns(); c++) {
            double number = value.number(c);
            String digits = value.type().columnBytes() == 4
                    ? Float.toString((float) number)
                    : Double.toString(number);
            json.append(c == 0 ? "" : ",").append(Double.isFinite(number) ? digits : '"' + digits + '"');
        }
        return json.append(']').toString();
    }

    /** Hands a Long, Double, String, byte[] or null to SQLite. */
    static void object(long context, @Nullable Object value) throws Throwable {
        switch (value) {
            case null -> SqliteCalls.resultNull(context);
            case Long number -> SqliteCalls.result(context, (long) number);
            case Double number -> SqliteCalls.result(context, (double) number);
            case String text -> SqliteCalls.resultText(context, text.getBytes(StandardCharsets.UTF_8));
            case byte[] bytes -> SqliteCalls.resultBlob(context, bytes);
            default -> throw new IllegalArgumentException("SQL has no " + value.getClass());
        }
    }
}
