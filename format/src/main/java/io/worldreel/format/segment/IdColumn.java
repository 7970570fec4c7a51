package io.worldreel.format.segment;

import io.worldreel.format.EntityId;

/** How the id of an entity stands in a column: a number, or text. */
final class IdColumn {
    private IdColumn() {}

    static Object value(EntityId entity) {
        return switch (entity) {
            case EntityId.Numbered(long number) -> number;
            case EntityId.Named(String text) -> text;
        };
    }

    static EntityId entity(Object value) {
        return value instanceof Number number ? EntityId.of(number.longValue()) : EntityId.of(value.toString());
    }
}
