package io.worldreel.format.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.CorruptException;
import io.worldreel.format.FormatException;
import io.worldreel.format.Limits;
import io.worldreel.format.archive.TimeIndex.Deltas;
import io.worldreel.format.archive.TimeIndex.Entry;
import io.worldreel.zstdvfs.SeekableReader.FrameRun;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeIndexTest {
    private static Entry entry(int lastKeyZstdFrame, int... ends) {
        return new Entry(0, 1, 0, 1, 0, lastKeyZstdFrame, 30, 0,
                List.of(new Deltas(4, List.of(ends[0], ends[1])), new Deltas(7, List.of(ends[2]))));
    }

    @Test
    void aDeltaPartBeginsWhereTheOneBeforeEnds() {
        Entry entry = entry(2, 10, 14, 30);
        assertThat(entry.deltas(4)).contains(new FrameRun(2, 14));
        assertThat(entry.deltas(4, 1)).contains(new FrameRun(10, 14));
        assertThat(entry.deltas(7, 0)).contains(new FrameRun(14, 30));
        assertThat(entry.deltas(7, 1)).isEmpty();
        assertThat(entry.deltas(5)).isEmpty();
    }

    @Test
    void whatIsEncodedIsDecoded() {
        TimeIndex index = new TimeIndex(List.of(entry(2, 10, 14, 30), entry(31, 40, 50, 60)));
        assertThat(TimeIndex.decode("a chunk", index.encode())).isEqualTo(index);
    }

    @ParameterizedTest
    @ValueSource(ints = { -1, 0, 3, Limits.TIME_INDEX_BYTES + 1, Integer.MAX_VALUE })
    void aTableOfImpossibleLengthIsRefused(int length) {
        byte[] payload = new TimeIndex(List.of(entry(2, 10, 14, 30))).encode();
        ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN).putInt(4, length);
        assertThatThrownBy(() -> TimeIndex.decode("a chunk", payload)).isInstanceOf(CorruptException.class)
                .hasMessageContaining("the time index of a chunk claims " + length + " bytes");
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aDamagedIndexIsRefusedOrStillAnIndex(long seed) {
        byte[] payload = new TimeIndex(Collections.nCopies(100, entry(2, 10, 14, 30))).encode();
        Random random = new Random(seed);
        for (int i = 0; i < 3; i++) {
            payload[random.nextInt(payload.length)] ^= (byte) (1 << random.nextInt(8));
        }
        byte[] damaged = Arrays.copyOf(payload, payload.length - random.nextInt(3));
        try {
            TimeIndex.decode("a chunk", damaged);
        } catch (FormatException refused) {
            assertThat(refused).hasMessageContaining("a chunk");
        }
    }

    private static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @Test
    void whatCannotBeIsTakenForNotTold() {
        assertThat(entry(-9, -3, 14, 30).deltas(4)).isEmpty();
        assertThat(entry(2, 10, 5, 30).deltas(4, 1)).isEmpty();
    }
}
