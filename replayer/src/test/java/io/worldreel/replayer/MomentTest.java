package io.worldreel.replayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MomentTest {

    @ParameterizedTest
    @CsvSource({ "tick:600, 600", "tick:-7, -7", "tick:9223372036854775807, 9223372036854775807" })
    void aTickIsAnyLong(String word, long tick) {
        assertThat(Moment.parse(word)).isEqualTo(new Moment.Tick(tick));
    }

    @ParameterizedTest
    @CsvSource({ "+0s, 0", "+12.5s, 12500000000", "+0.1s, 100000000", "+0.000000001s, 1",
            "+9223372036.854775807s, 9223372036854775807", "+007.10s, 7100000000" })
    void anOffsetIsExactToTheNanosecond(String word, long nanos) {
        assertThat(Moment.parse(word)).isEqualTo(new Moment.Offset(nanos));
    }

    @ParameterizedTest
    @CsvSource({ "1970-01-01T00:00:00Z, 0", "1969-12-31T23:59:59.999999999Z, -1",
            "2026-11-20T18:04:05.25Z, 1795197845250000000", "2026-11-20T19:04:05.25+01:00, 1795197845250000000" })
    void anInstantHasAZone(String word, long nanos) {
        assertThat(Moment.parse(word)).isEqualTo(new Moment.Time(nanos));
    }

    @Test
    void theEndsHaveNames() {
        assertThat(Moment.parse("start")).isEqualTo(Moment.START);
        assertThat(Moment.parse("end")).isEqualTo(Moment.END);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "600", "tick:", "tick:1.5", "tick:9223372036854775808", "tick:99999999999999999999999",
            "12.5s", "+12.5", "+1e9s", "+-1s", "+.5s", "+1.0000000001s", "+9223372036.854775808s", "+99999999999s",
            "2026-11-20", "2026-11-20T18:04:05", "2500-01-01T00:00:00Z", "-999999999-01-01T00:00:00Z", "START",
            " end" })
    void anythingElseIsRefusedWithWhatWouldDo(String word) {
        assertThatThrownBy(() -> Moment.parse(word)).isInstanceOf(IllegalArgumentException.class).message()
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3 })
    void aMomentReadsBackAsItPrints(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 1000; i++) {
            long number = random.nextLong() >> random.nextInt(64);
            for (Moment moment : new Moment[]{ new Moment.Tick(number), new Moment.Time(number),
                    new Moment.Offset(number & Long.MAX_VALUE), Moment.START, Moment.END }) {
                assertThat(Moment.parse(moment.toString())).isEqualTo(moment);
            }
        }
    }

    @Test
    void anInstantBecomesATime() {
        assertThat(Moment.at(Instant.ofEpochSecond(-1, 5))).isEqualTo(new Moment.Time(-999_999_995));
    }
}
