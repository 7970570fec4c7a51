package io.worldreel.zstdvfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameCompressorTest {
    private static final int FRAME = 64 << 10;
    private static final double LOSS = 0.05;

    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 4, 5 })
    void bytesThatAreNearlyAlikeInFrequencyAreLeftAsTheyAre(long seed) {
        byte[] bytes = bytes(seed, 0.4);

        int coded = compress(bytes, 0).length;

        assertThat(compress(bytes, LOSS).length).isGreaterThan(FRAME).isLessThan((int) (coded / (1 - LOSS)));
    }

    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 4, 5 })
    void bytesOfWhichSomeAreMuchMoreFrequentAreCoded(long seed) {
        byte[] bytes = bytes(seed, 0.1);

        assertThat(compress(bytes, LOSS)).isEqualTo(compress(bytes, 0)).hasSizeLessThan(bytes.length * 3 / 4);
    }

    @Test
    void textIsCoded() {
        byte[] text = new Random(7).ints(FRAME / 8).mapToObj(number -> "%08x".formatted(number))
                .collect(Collectors.joining()).getBytes(UTF_8);

        assertThat(compress(text, LOSS)).isEqualTo(compress(text, 0)).hasSizeLessThan(text.length * 6 / 10);
    }

    @Test
    void fewBytesAreCoded() {
        byte[] few = Arrays.copyOf(bytes(1, 0.4), 3 << 10);

        assertThat(compress(few, LOSS)).isEqualTo(compress(few, 0));
    }

    @Test
    void aLossIsAPart() {
        for (double loss : new double[]{ -0.1, 0.51, Double.NaN }) {
            assertThatThrownBy(() -> PackConfig.DEFAULT.withLiteralLoss(loss))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("literal loss");
        }
    }

    /** Random bytes, of whose bits such a part is set. */
    private static byte[] bytes(long seed, double set) {
        Random random = new Random(seed);
        byte[] bytes = new byte[FRAME];
        for (int bit = 0; bit < 8 * FRAME; bit++) {
            bytes[bit / 8] |= (byte) (random.nextDouble() < set ? 1 << bit % 8 : 0);
        }
        return bytes;
    }

    private static byte[] compress(byte[] bytes, double loss) {
        try (var compressor = new FrameCompressor(PackConfig.DEFAULT.withLiteralLoss(loss))) {
            ByteBuffer out = ByteBuffer.allocateDirect(2 * FRAME);
            byte[] frame = new byte[compressor.compress(ByteBuffer.allocateDirect(FRAME).put(bytes), bytes.length,
                    out)];
            out.get(0, frame);
            assertThat(Zstd.decompress(frame, bytes.length)).isEqualTo(bytes);
            return frame;
        }
    }
}
