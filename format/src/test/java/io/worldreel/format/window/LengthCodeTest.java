package io.worldreel.format.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The code of lengths is the one that FORMAT.md has. */
class LengthCodeTest {
    private static final Map<String, Integer> WORDS = Map.of("five", 5, "six", 6, "nine", 9, "ten", 10, "fourteen", 14,
            "eighteen", 18,
            "twenty-two", 22);

    @ParameterizedTest
    @ValueSource(ints = { 0, 1, 2, 3, 4, 17, 31, 32 })
    void codesHaveTheBitsThatThePageSays(int before) throws Exception {
        assertThat(bits(before)).isEqualTo(bitsOfThePage(before));
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 1, 2, 3, 4, 17, 31, 32 })
    void allBitsAreTheBeginningOfSomeCode(int before) {
        for (int bits = 0; bits <= LengthCode.MASK; bits++) {
            int entry = LengthCode.lengths()[before << LengthCode.MAX_BITS | bits];
            int length = entry >> LengthCode.MAX_BITS;
            int code = LengthCode.codes()[before << 6 | length];
            int codeBits = code >> LengthCode.MAX_BITS;
            assertThat(entry & LengthCode.MASK).isEqualTo(codeBits).isPositive();
            assertThat(bits & ((1 << codeBits) - 1)).isEqualTo(code & LengthCode.MASK);
        }
    }

    /** Of each length, the nearest to {@code before} first. */
    private static List<Integer> bits(int before) {
        return IntStream.rangeClosed(0, LengthCode.MAX_LENGTH).boxed()
                .sorted(Comparator.comparingInt(length -> Math.abs(length - before)))
                .map(length -> LengthCode.codes()[before << 6 | length] >> LengthCode.MAX_BITS).toList();
    }

    private static List<Integer> bitsOfThePage(int before) throws Exception {
        String row = "| " + (before < 3 ? before : "3 and more") + " | ";
        List<String> page = Files.readAllLines(Path.of("..", "FORMAT.md"));
        int table = IntStream.range(0, page.size()).filter(i -> page.get(i).startsWith("| p | bits of the codes"))
                .findFirst()
                .orElseThrow();
        String said = page.stream().skip(table).filter(line -> line.startsWith(row)).findFirst().orElseThrow();
        List<Integer> bits = new ArrayList<>();
        Matcher each = Pattern.compile("(?:([a-z-]+) times )?([0-9]+)").matcher(said.substring(row.length()));
        while (each.find()) {
            int times = each.group(1) == null ? 1 : WORDS.getOrDefault(each.group(1), 0);
            bits.addAll(Collections.nCopies(times, Integer.parseInt(each.group(2))));
        }
        return bits;
    }
}
