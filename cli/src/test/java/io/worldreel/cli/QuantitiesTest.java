package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {
    @ParameterizedTest
    @CsvSource({ "250ms, PT0.25S", "90s, PT90S", "5m, PT5M", "5min, PT5M", "2H, PT2H", "7d, P7D" })
    void times(String word, Duration time) {
        assertThat(Quantities.time(word)).isEqualTo(time);
    }

    @ParameterizedTest
    @CsvSource({ "17b, 17", "3k, 3072", "3kb, 3072", "3KiB, 3072", "500mb, 524288000", "2g, 2147483648",
            "1T, 1099511627776" })
    void sizes(String word, long bytes) {
        assertThat(Quantities.bytes(word)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "5", "m", "0s", "-5s", "1.5h", "5 m", "5g", "999999999999999999d", "5mm",
            "99999999999999999999s" })
    void whatIsNoTime(String word) {
        assertThatThrownBy(() -> Quantities.time(word)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + word + "'").hasMessageContaining("such as 90s");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "5", "g", "0g", "-5g", "1.5g", "5m", "5h", "999999999999999t", "5gg", "2 g" })
    void whatIsNoSize(String word) {
        assertThatThrownBy(() -> Quantities.bytes(word)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + word + "'").hasMessageContaining("such as 500mb");
    }

    @Test
    void theLongestTimeCanBeCountedInNanoseconds() {
        assertThat(Quantities.time("100000d").toNanos()).isPositive();
        assertThat(Quantities.tryTime("100001d")).isEmpty();
    }
}
