package io.worldreel.publisher.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangeHeaderTest {
    @ParameterizedTest
    @CsvSource({ "bytes=0-0, 0, 1", "bytes=10-19, 10, 10", "bytes=90-, 90, 10", "bytes=-5, 95, 5", "bytes=-500, 0, 100",
            "bytes=50-999999, 50, 50", "bytes=99-99, 99, 1" })
    void partsOfAHundredBytes(String header, long from, long length) {
        assertThat(RangeHeader.of(Optional.of(header), 100)).isEqualTo(new RangeHeader.Part(from, length));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-4", "bytes=0-1,5-6", "lines=0-1",
            "bytes=0-1 ,", "bytes=99999999999999999999-" })
    void whatIsNoRangeIsIgnored(String header) {
        assertThat(RangeHeader.of(Optional.of(header), 100)).isEqualTo(new RangeHeader.Whole());
    }

    @ParameterizedTest
    @ValueSource(strings = { "bytes=100-", "bytes=100-200", "bytes=-0" })
    void behindTheEndThereIsNothing(String header) {
        assertThat(RangeHeader.of(Optional.of(header), 100)).isEqualTo(new RangeHeader.Unsatisfiable());
    }
}
