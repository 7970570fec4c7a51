package io.worldreel.format.variant;

import java.util.Arrays;
import java.util.Optional;

/** The types of Variants, with the numbers that stand for them in either major version of the engine. */
public enum VariantType {
    NIL(0, 0), BOOL(1, 1), INT(2, 2), FLOAT(3, 3), STRING(4, 4),
    VECTOR2(5, 5, Lane.REAL, 2), VECTOR2I(-1, 6, Lane.I32, 2), RECT2(6, 7, Lane.REAL, 4), RECT2I(-1, 8, Lane.I32, 4),
    VECTOR3(7, 9, Lane.REAL, 3), VECTOR3I(-1, 10, Lane.I32, 3),
    /** The x axis, the y axis and the origin, one after the other. */
    TRANSFORM2D(8, 11, Lane.REAL, 6), VECTOR4(-1, 12, Lane.REAL, 4), VECTOR4I(-1, 13, Lane.I32, 4),
    /** The normal, then d. */
    PLANE(9, 14, Lane.REAL, 4), QUATERNION(10, 15, Lane.REAL, 4), AABB(11, 16, Lane.REAL, 6),
    /** Row by row; scripts show the columns. */
    BASIS(12, 17, Lane.REAL, 9),
    /** A basis row by row, then the origin. */
    TRANSFORM3D(13, 18, Lane.REAL, 12),
    /** Column by column. */
    PROJECTION(-1, 19, Lane.REAL, 16), COLOR(14, 20, Lane.F32, 4),
    STRING_NAME(-1, 21), NODE_PATH(15, 22), RID(16, 23), OBJECT(17, 24), CALLABLE(-1, 25), SIGNAL(-1, 26),
    DICTIONARY(18, 27), ARRAY(19, 28),
    PACKED_BYTES(20, 29, Lane.U8, 1, true), PACKED_I32(21, 30, Lane.I32, 1, true),
    PACKED_I64(-1, 31, Lane.I64, 1, true), PACKED_F32(22, 32, Lane.F32, 1, true),
    PACKED_F64(-1, 33, Lane.F64, 1, true), PACKED_STRINGS(23, 34),
    PACKED_VECTOR2(24, 35, Lane.REAL, 2, true), PACKED_VECTOR3(25, 36, Lane.REAL, 3, true),
    PACKED_COLORS(26, 37, Lane.F32, 4, true), PACKED_VECTOR4(-1, 38, Lane.REAL, 4, true);

    /** One number of a value. REAL is f32, or f64 in the double builds of Godot 4. */
    enum Lane {
        NONE, U8, I32, I64, F32, F64, REAL
    }

    private static final VariantType[] GODOT_3_TYPES = byCode(GodotVersion.GODOT_3);
    private static final VariantType[] GODOT_4_TYPES = byCode(GodotVersion.GODOT_4);

    private final int godot3;
    private final int godot4;
    private final Lane lane;
    private final int lanes;
    private final boolean packed;

    VariantType(int godot3, int godot4) {
        this(godot3, godot4, Lane.NONE, 0, false);
    }

    VariantType(int godot3, int godot4, Lane lane, int lanes) {
        this(godot3, godot4, lane, lanes, false);
    }

    VariantType(int godot3, int godot4, Lane lane, int lanes, boolean packed) {
        this.godot3 = godot3;
        this.godot4 = godot4;
        this.lane = lane;
        this.lanes = lanes;
        this.packed = packed;
    }

    private static VariantType[] byCode(GodotVersion version) {
        return Arrays.stream(values()).filter(type -> type.code(version) >= 0)
                .sorted((a, b) -> Integer.compare(a.code(version), b.code(version))).toArray(VariantType[]::new);
    }

    static Optional<VariantType> ofCode(int code, GodotVersion version) {
        VariantType[] types = version == GodotVersion.GODOT_3 ? GODOT_3_TYPES : GODOT_4_TYPES;
        return code < types.length ? Optional.of(types[code]) : Optional.empty();
    }

    /** The number of this type; -1 if the engine's version does not have it. */
    int code(GodotVersion version) {
        return version == GodotVersion.GODOT_3 ? godot3 : godot4;
    }

    Lane lane() {
        return lane;
    }

    /** Numbers of one element, or of the only one. */
    int lanes() {
        return lanes;
    }

    /** Whether values are arrays of any number of elements. */
    boolean isPacked() {
        return packed;
    }

    int laneBytes(boolean wide) {
        return switch (lane) {
            case NONE -> 0;
            case U8 -> 1;
            case I32, F32 -> 4;
            case I64, F64 -> 8;
            case REAL -> wide ? 8 : 4;
        };
    }
}
