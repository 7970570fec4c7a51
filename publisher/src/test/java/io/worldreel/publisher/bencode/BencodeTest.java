package io.worldreel.publisher.bencode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.ByteString;
import io.worldreel.format.CorruptException;
import io.worldreel.publisher.SeededDamage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BencodeTest {
    private static final BencodeLimits SMALL = new BencodeLimits(4096, 16, 100);

    @ParameterizedTest
    @ValueSource(strings = { "i0e", "i-1e", "i9223372036854775807e", "i-9223372036854775808e", "0:", "4:spam", "le",
            "de",
            "l4:spami42ee", "d3:bar4:spam3:fooi42ee", "d0:0:1:ad1:bleee" })
    void readsAndWritesTheCanonicalForm(String text) {
        assertThat(BencodeWriter.write(read(text))).asString(StandardCharsets.ISO_8859_1).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "i01e | shortest", "i-0e | shortest", "i+1e | digit", "ie | integer",
            "i9223372036854775808e | 64 bits", "i1 | 'e'", "01:a | shortest", "-1:a | starts with", "5:spam | are left",
            "999999999:a | are left", "9999999999:a | ':'", "l | ends in the middle", "d1:b0:1:a0:e | rising order",
            "d1:a0:1:a0:e | rising order", "d1:ae | starts with", "di1e0:e | starts with", "i1ei2e | follow the end",
            "x | starts with", "i1٣e | digit" })
    void refusesEveryOtherForm(String text, String problem) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(CorruptException.class)
                .hasMessageContaining(problem).hasMessageContaining("offset");
    }

    @Test
    void refusesAnEmptyInput() {
        assertThatThrownBy(() -> read("")).isInstanceOf(CorruptException.class)
                .hasMessageContaining("ends in the middle");
    }

    @Test
    void refusesWhatLiesBeyondTheLimits() {
        assertThat(read("l".repeat(16) + "e".repeat(16))).isInstanceOf(BencodeValue.Items.class);
        assertThatThrownBy(() -> read("l".repeat(17) + "e".repeat(17))).hasMessageContaining("deeper than 16");
        assertThatThrownBy(() -> read("l" + "le".repeat(100) + "e")).hasMessageContaining("more than 100 values");
        assertThatThrownBy(() -> read("4096:" + "x".repeat(4096))).hasMessageContaining("at most 4096");
    }

    @Test
    void depthOfAMillionEndsInAnErrorAndNotInTheStack() {
        byte[] deep = "l".repeat(1_000_000).getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> BencodeReader.read("deep", deep, BencodeLimits.METAINFO))
                .isInstanceOf(CorruptException.class).hasMessageContaining("deeper than 64");
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("fiftySeeds")
    void everyValueComesBack(long seed) {
        var value = randomValue(new Random(seed), 4);
        assertThat(BencodeReader.read("random", BencodeWriter.write(value), BencodeLimits.METAINFO)).isEqualTo(value);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.worldreel.publisher.SeededDamage#thousandSeeds")
    void hostileBytesAreEitherCanonicalOrNamedAsDamage(long seed) {
        byte[] hostile = SeededDamage.damage(BencodeWriter.write(randomValue(new Random(seed), 4)), seed);
        BencodeValue value;
        try {
            value = BencodeReader.read("hostile", hostile, SMALL);
        } catch (CorruptException refused) {
            assertThat(refused).hasMessageContaining("hostile: ");
            return;
        }
        assertThat(BencodeWriter.write(value)).isEqualTo(hostile);
    }

    static List<Long> fiftySeeds() {
        return SeededDamage.thousandSeeds().limit(50).boxed().toList();
    }

    private static BencodeValue read(String text) {
        return BencodeReader.read("test", text.getBytes(StandardCharsets.UTF_8), SMALL);
    }

    private static BencodeValue randomValue(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 2 : 4)) {
            case 0 -> BencodeValue.of(random.nextLong() >> random.nextInt(64));
            case 1 -> BencodeValue.of(randomBytes(random));
            case 2 -> {
                List<BencodeValue> items = new ArrayList<>();
                for (int i = random.nextInt(6); i > 0; i--) {
                    items.add(randomValue(random, depth - 1));
                }
                yield new BencodeValue.Items(items);
            }
            default -> {
                var entries = new TreeMap<ByteString, BencodeValue>();
                for (int i = random.nextInt(6); i > 0; i--) {
                    entries.put(randomBytes(random), randomValue(random, depth - 1));
                }
                yield new BencodeValue.Dictionary(entries);
            }
        };
    }

    private static ByteString randomBytes(Random random) {
        byte[] bytes = new byte[random.nextInt(12)];
        random.nextBytes(bytes);
        return ByteString.of(bytes);
    }
}
