package io.worldreel.format;

import java.util.Arrays;

/**
 * The type of a component's values (FORMAT.md, "Component types").
 *
 * <p>A fixed-width value is {@link #columns()} little-endian columns of {@link #columnBytes()} bytes each; a variable one is a run
 * of bytes: UTF-8 for {@link #UTF8}, the engine's own encoding for {@link #VARIANT}.
 */
public enum ComponentType {
    BOOL(1, "bool", 1, 1),
    I32(2, "i32", 1, 4),
    I64(3, "i64", 1, 8),
    F32(4, "f32", 1, 4),
    F64(5, "f64", 1, 8),
    VEC2F32(6, "vec2f32", 2, 4),
    VEC3F32(7, "vec3f32", 3, 4),
    VEC4F32(8, "vec4f32", 4, 4),
    VEC2F64(9, "vec2f64", 2, 8),
    VEC3F64(10, "vec3f64", 3, 8),
    VEC4F64(11, "vec4f64", 4, 8),
    QUAT(12, "quat", 4, 4),
    UTF8(13, "utf8", 0, 0),
    BYTES(14, "bytes", 0, 0),
    VARIANT(15, "variant", 0, 0);

    private static final ComponentType[] BY_CODE = new ComponentType[16];

    static {
        for (ComponentType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;
    private final String label;
    private final int columns;
    private final int columnBytes;

    ComponentType(int code, String label, int columns, int columnBytes) {
        this.code = code;
        this.label = label;
        this.columns = columns;
        this.columnBytes = columnBytes;
    }

    /** The number that stands for this type in the frame encoding: 1 to 15. */
    public int code() {
        return code;
    }

    /** The name used in declarations, SQL and JSON, such as {@code vec3f32}. */
    public String label() {
        return label;
    }

    /** Columns of a fixed-width value, 1 to 4; 0 if the type is variable. */
    public int columns() {
        return columns;
    }

    /** Bytes of one column: 1, 4 or 8; 0 if the type is variable. */
    public int columnBytes() {
        return columnBytes;
    }

    /** Bytes of one value; 0 if the type is variable. */
    public int valueBytes() {
        return columns * columnBytes;
    }

    /** Whether values are byte runs of any length. */
    public boolean isVariable() {
        return columns == 0;
    }

    /** Whether columns hold IEEE 754 numbers. */
    public boolean isFloating() {
        return code >= F32.code && code <= QUAT.code;
    }

    /** @throws CorruptException if no type has this code */
    public static ComponentType ofCode(int code) {
        if (code < 1 || code >= BY_CODE.length) {
            throw new CorruptException("no component type has code " + code);
        }
        return BY_CODE[code];
    }

    /** @throws IllegalArgumentException if no type has this label; the message lists those that exist */
    public static ComponentType ofLabel(String label) {
        for (ComponentType type : values()) {
            if (type.label.equals(label)) {
                return type;
            }
        }
        throw new IllegalArgumentException("unknown component type '" + label + "'; known: "
                + String.join(", ", Arrays.stream(values()).map(ComponentType::label).toList()));
    }
}
