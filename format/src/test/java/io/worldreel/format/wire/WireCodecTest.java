package io.worldreel.format.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.CorruptException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireCodecTest {
    private static final List<WireMessage> ALL = List.of(new WireMessage.Open(0, 1, -7, "žeton", true, true),
            new WireMessage.Open(0, 1, 1, "", false, false), new WireMessage.Welcome(0, 1, 1 << 20, 42, Long.MIN_VALUE),
            new WireMessage.Refused("no"), new WireMessage.Received(1L << 40));

    @Test
    void messagesReadBack() {
        for (WireMessage message : ALL) {
            MemorySegment bytes = MemorySegment.ofArray(WireCodec.encode(message));
            assertThat(WireCodec.isWire(bytes)).isTrue();
            assertThat(WireCodec.decode(bytes)).isEqualTo(message);
        }
    }

    /** By hand from FORMAT.md; the clients' tests hold the same bytes. */
    @Test
    void openHasTheBytesOfTheFormat() {
        byte[] open = WireCodec.encode(new WireMessage.Open(0, 1, 0x1122334455667788L, "abc", true, false));
        assertThat(HexFormat.of().formatHex(open).substring(8))
                .isEqualTo("40010000" + "574c5257" + "00000100" + "8877665544332211" + "0300616263");
    }

    @Test
    void aChecksumThatWasLeftOutIsFilledIn() {
        byte[] whole = WireCodec.encode(new WireMessage.Received(7));
        byte[] without = whole.clone();
        Arrays.fill(without, 0, 4, (byte) 0);
        WireCodec.fillChecksum(MemorySegment.ofArray(without));
        assertThat(without).isEqualTo(whole);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = { 1, 2, 3 })
    void damageIsRefused(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            byte[] whole = WireCodec.encode(ALL.get(random.nextInt(ALL.size())));
            byte[] damaged = Arrays.copyOf(whole, random.nextInt(3) == 0 ? random.nextInt(whole.length) : whole.length);
            if (damaged.length > 0) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            assertThatThrownBy(() -> WireCodec.decode(MemorySegment.ofArray(damaged)))
                    .isInstanceOf(CorruptException.class);
        }
    }
}
