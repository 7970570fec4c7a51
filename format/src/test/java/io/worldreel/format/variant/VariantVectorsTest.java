package io.worldreel.format.variant;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.variant.GodotVectors.Vector;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class VariantVectorsTest {

    @Test
    void theVectorsCoverEveryTypeOfGodot3() {
        List<Vector> all = GodotVectors.all().toList();
        assertThat(all).hasSize(78);
        assertThat(all.stream().map(vector -> vector.bytes()[0]).distinct()).hasSize(27);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.worldreel.format.variant.GodotVectors#all")
    void whatTheEngineWroteIsWhatItsScriptSaw(Vector vector) {
        Variant value = VariantDecoder.decode(vector.bytes(), GodotVersion.GODOT_3);
        if (!vector.object() && vector.parts() != null) {
            assertSame(parts(value), vector.parts());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.worldreel.format.variant.GodotVectors#all")
    void whatTheEngineWroteIsWrittenAgainToTheByte(Vector vector) {
        Variant value = VariantDecoder.decode(vector.bytes(), GodotVersion.GODOT_3);
        byte[] written = VariantEncoder.encode(value, GodotVersion.GODOT_3);
        // The engine pads the words of node paths with whatever lay in its memory.
        String expected = switch (vector.name()) {
            case "nodepath_abs_sub" -> vector.hex().replace("6d550000", "6d000000");
            case "array_mixed" -> vector.hex().replace("4200803f", "42000000");
            default -> vector.hex();
        };
        assertThat(HexFormat.of().formatHex(written)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "vector3|[1.0,-2.5,3.75]",
            "nodepath_abs_sub|\"/root/Main/Ent0:transform:origin:x\"",
            "object_as_id|{\"object\":1289}", "real_nan|\"NaN\"", "real_0.1_f64|0.1", "vector2_tenth|[0.1,0.2]",
            "poolbyte_3|\"+vv8\"", "string_len20|\"line\\nfeed\\ttab\\\"quote\\\\\"",
            "dict|[[\"hp\",100],[\"pos\",[1.0,2.0,3.0]],[\"alive\",true],[7,\"seven\"],[[1.0,1.0],null],[\"nested\",{\"a\":[1,2.5,\"x\"]}]]",
            "object_full_Gradient|{\"class\":\"Gradient\",\"resource_local_to_scene\":false,\"resource_name\":\"\",\"offsets\":[0.0,1.0],\"colors\":[0.0,0.0,0.0,1.0,1.0,1.0,1.0,1.0],\"script\":null}" })
    void valuesPrintAsJson(String name, String json) {
        Vector vector = GodotVectors.all().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
        assertThat(VariantJson.of(VariantDecoder.decode(vector.bytes(), GodotVersion.GODOT_3))).isEqualTo(json);
    }

    /** A value in the form in which the engine's script took it apart. */
    private static @Nullable Object parts(Variant value) {
        return switch (value) {
            case Variant.Nil() -> null;
            case Variant.Bool(boolean set) -> set;
            case Variant.Int(long number) -> Long.toString(number);
            case Variant.Real(double number) when Double.isNaN(number) -> "nan";
            case Variant.Real(double number) when Double.isInfinite(number) -> number > 0 ? "inf" : "-inf";
            case Variant.Real(double number) -> number;
            case Variant.Text text -> text.value();
            case Variant.NodePath path ->
                Map.of("abs", path.absolute(), "names", path.names(), "subnames", path.subnames());
            case Variant.Dictionary dictionary -> dictionary.entries().stream()
                    .map(entry -> List.of(tagged(entry.key()), tagged(entry.value()))).toList();
            case Variant.Array array -> array.elements().stream().map(VariantVectorsTest::tagged).toList();
            case Variant.Strings strings -> strings.elements();
            case Variant.Numbers numbers -> numberParts(numbers);
            case Variant.Rid rid -> null;
            default -> throw new AssertionError("no parts of " + value);
        };
    }

    private static Map<String, @Nullable Object> tagged(Variant value) {
        Map<String, @Nullable Object> tagged = new java.util.HashMap<>();
        tagged.put("t", (double) VariantEncoder.encode(value, GodotVersion.GODOT_3)[0]);
        tagged.put("v", parts(value));
        return tagged;
    }

    private static Object numberParts(Variant.Numbers numbers) {
        List<Object> flat = new ArrayList<>();
        for (int i = 0; i < numbers.count(); i++) {
            flat.add(numbers.isFloating() ? numbers.real(i) : (double) numbers.integer(i));
        }
        int lanes = numbers.type().lanes();
        if (!numbers.type().isPacked() || lanes == 1) {
            return flat;
        }
        List<Object> elements = new ArrayList<>();
        for (int i = 0; i < flat.size(); i += lanes) {
            elements.add(flat.subList(i, i + lanes));
        }
        return elements;
    }

    /** The script printed reals with six digits. */
    private static void assertSame(@Nullable Object actual, @Nullable Object expected) {
        switch (expected) {
            case Double number -> assertThat((Double) actual).isCloseTo(number,
                    org.assertj.core.data.Offset.offset(1e-6 * Math.max(1, Math.abs(number))));
            case List<?> list -> {
                assertThat((List<?>) actual).hasSize(list.size());
                for (int i = 0; i < list.size(); i++) {
                    assertSame(((List<?>) java.util.Objects.requireNonNull(actual)).get(i), list.get(i));
                }
            }
            case Map<?, ?> map -> {
                assertThat(((Map<?, ?>) java.util.Objects.requireNonNull(actual)).keySet().equals(map.keySet()))
                        .isTrue();
                map.forEach((key, value) -> assertSame(((Map<?, ?>) actual).get(key), value));
            }
            case null, default -> assertThat(actual).isEqualTo(expected);
        }
    }
}
