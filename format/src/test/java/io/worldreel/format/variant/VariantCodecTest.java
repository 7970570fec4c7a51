package io.worldreel.format.variant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.CorruptException;
import io.worldreel.format.variant.Variant.ElementType;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class VariantCodecTest {

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    /** Written by hand from the engine's sources: Godot 4 was not run. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "06000000 01000000 feffffff|[1,-2]",
            "09000000 0000803f 000020c0 00007040|[1.0,-2.5,3.75]",
            "09000100 000000000000f03f 0000000000000000 000000000000e0bf|[1.0,0.0,-0.5]",
            "0f000000 00000000 00000000 00000000 0000803f|[0.0,0.0,0.0,1.0]",
            "15000000 02000000 61620000|\"ab\"",
            "17000000 0700000000000000|{\"rid\":7}",
            "18000100 0905000000000000|{\"object\":1289}",
            "19000000|{\"callable\":null}",
            "1a000000 03000000 68697400 0500000000000000|{\"signal\":\"hit\",\"object\":5}",
            "1c000100 02000000 01000000 02000000 2a000000|[42]",
            "1c000200 04000000 4e6f6465 00000000|[]",
            "1b000500 04000000 02000000 01000000 04000000 01000000 61000000 02000000 01000000|{\"a\":1}",
            "1d000000 02000000 fafb0000|\"+vs=\"",
            "1f000000 01000000 ffffffffffffff7f|[9223372036854775807]",
            "21000000 01000000 9a9999999999b93f|[0.1]",
            "22000000 02000000 01000000 00000000 02000000 61000000|[\"\",\"a\"]",
            "24000100 01000000 000000000000f03f 0000000000000000 0000000000000000|[1.0,0.0,0.0]",
            "25000000 01000000 0000803f 00000000 00000000 0000003f|[1.0,0.0,0.0,0.5]",
            "26000000 01000000 0000803f 00000000 00000000 0000003f|[1.0,0.0,0.0,0.5]" })
    void godot4HasNumbersOfItsOwn(String encoded, String json) {
        Variant value = VariantDecoder.decode(hex(encoded), GodotVersion.GODOT_4);
        assertThat(VariantJson.of(value)).isEqualTo(json);
        assertThat(VariantEncoder.encode(value, GodotVersion.GODOT_4)).isEqualTo(hex(encoded));
    }

    @ParameterizedTest
    @EnumSource
    void aTypeThatIsNotKnownKeepsItsBytes(GodotVersion version) {
        byte[] unknown = hex("c8000000 0102030405");
        Variant value = VariantDecoder.decode(unknown, version);
        assertThat(value).isEqualTo(new Variant.Opaque(unknown));
        assertThat(VariantEncoder.encode(value, version)).isEqualTo(unknown);
        assertThat(VariantJson.of(value)).isEqualTo("\"yAAAAAECAwQF\"");

        int array = version == GodotVersion.GODOT_3 ? 0x13 : 0x1c;
        byte[] within = hex("%02x000000 02000000 c8000000 00000000".formatted(array));
        assertThat(VariantDecoder.decode(within, version)).isEqualTo(new Variant.Opaque(within));
    }

    @Test
    void whatAnEngineLacksIsRefused() {
        Variant vector = Variant.Numbers.ofInts(VariantType.VECTOR2I, 1, 2);
        assertThatThrownBy(() -> VariantEncoder.encode(vector, GodotVersion.GODOT_3))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("GODOT_3 has no VECTOR2I");
    }

    @Test
    void aNestIsReadToItsDepthAndRefusedBeyond() {
        byte[] deepest = nest(VariantDecoder.DEPTH);
        assertThat(VariantEncoder.encode(VariantDecoder.decode(deepest, GodotVersion.GODOT_3), GodotVersion.GODOT_3))
                .isEqualTo(deepest);
        assertThatThrownBy(() -> VariantDecoder.decode(nest(VariantDecoder.DEPTH + 1), GodotVersion.GODOT_3))
                .isInstanceOf(CorruptException.class).hasMessageContaining("nested");
        assertThatThrownBy(() -> VariantDecoder.decode(nest(1 << 20), GodotVersion.GODOT_3))
                .isInstanceOf(CorruptException.class);
    }

    private static byte[] nest(int depth) {
        return hex("1300000001000000".repeat(depth) + "00000000");
    }

    @ParameterizedTest(name = "type {0}")
    @ValueSource(strings = { "04", "0f", "12", "13", "14", "15", "16", "17", "18", "19", "1a" })
    void aHostileLengthIsRefusedBeforeMemoryIsTaken(String type) {
        for (String length : List.of("ffffffff", "ffffff7f", "01000080", "00000040", "02000000")) {
            assertThatThrownBy(() -> VariantDecoder.decode(hex(type + "000000" + length), GodotVersion.GODOT_3))
                    .as(type + " of length " + length).isInstanceOf(CorruptException.class);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
    void anyValueReadsBackInEitherVersion(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            for (GodotVersion version : GodotVersion.values()) {
                Variant value = any(random, version, 0);
                byte[] bytes = VariantEncoder.encode(value, version);
                Variant read = VariantDecoder.decode(bytes, version);
                assertThat(read).isEqualTo(value);
                assertThat(VariantEncoder.encode(read, version)).isEqualTo(bytes);
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = { 11, 12, 13, 14 })
    void damagedValuesAreReadOrRefused(long seed) {
        Random random = new Random(seed);
        List<byte[]> whole = GodotVectors.all().map(GodotVectors.Vector::bytes).toList();
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] damaged = whole.get(random.nextInt(whole.size())).clone();
            for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length + 1));
            try {
                GodotVersion version = random.nextBoolean() ? GodotVersion.GODOT_3 : GodotVersion.GODOT_4;
                assertThat(VariantJson.of(VariantDecoder.decode(damaged, version))).isNotEmpty();
            } catch (CorruptException expected) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    private static Variant any(Random random, GodotVersion version, int depth) {
        List<VariantType> types = Arrays.stream(VariantType.values()).filter(type -> type.code(version) >= 0).toList();
        VariantType type = types.get(random.nextInt(types.size()));
        boolean four = version == GodotVersion.GODOT_4;
        if (type.lane() != VariantType.Lane.NONE) {
            boolean wide = four && type.lane() == VariantType.Lane.REAL && random.nextBoolean();
            byte[] bytes = new byte[type.lanes() * type.laneBytes(wide)
                    * (type.isPacked() ? random.nextInt(6) : 1)];
            random.nextBytes(bytes);
            return new Variant.Numbers(type, wide, bytes);
        }
        int size = depth > 3 ? 0 : random.nextInt(4);
        return switch (type) {
            case NIL -> new Variant.Nil();
            case BOOL -> new Variant.Bool(random.nextBoolean());
            case INT -> new Variant.Int(random.nextLong() >> random.nextInt(64));
            case FLOAT ->
                new Variant.Real(random.nextBoolean() ? random.nextGaussian() : (float) random.nextGaussian());
            case STRING, STRING_NAME -> new Variant.Text(type, text(random));
            case NODE_PATH -> new Variant.NodePath(random.nextBoolean(), texts(random, size), texts(random, size));
            case RID -> new Variant.Rid(four ? random.nextLong() : 0);
            case OBJECT -> random.nextBoolean()
                    ? new Variant.ObjectId(random.nextLong())
                    : new Variant.Instance("C" + text(random), texts(random, size).stream()
                            .map(name -> new Variant.Instance.Property(name, any(random, version, depth + 1)))
                            .toList());
            case CALLABLE -> new Variant.Callable();
            case SIGNAL -> new Variant.Signal(text(random), random.nextLong());
            case DICTIONARY -> new Variant.Dictionary(element(random, four), element(random, four),
                    IntStream.range(0, size).mapToObj(i -> new Variant.Dictionary.Entry(any(random, version, depth + 1),
                            any(random, version, depth + 1))).toList());
            case ARRAY -> new Variant.Array(element(random, four),
                    IntStream.range(0, size).mapToObj(i -> any(random, version, depth + 1)).toList());
            case PACKED_STRINGS -> new Variant.Strings(texts(random, size));
            default -> throw new AssertionError(type);
        };
    }

    private static ElementType element(Random random, boolean typed) {
        int kind = typed ? random.nextInt(4) : 0;
        return kind == 0
                ? ElementType.ANY
                : new ElementType(kind, kind == 1 ? random.nextInt(39) : 0, kind > 1 ? text(random) : "");
    }

    private static List<String> texts(Random random, int size) {
        return IntStream.range(0, size).mapToObj(i -> text(random)).toList();
    }

    private static String text(Random random) {
        return "žluť🎮日本語x".substring(0, random.nextInt(4)) + "a".repeat(random.nextInt(6));
    }
}
