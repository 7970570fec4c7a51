package io.worldreel.format.window;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.CorruptException;
import org.junit.jupiter.api.Test;

class BlockDecoderTest {
    private static final byte PLAIN = 0;

    @Test
    void aPackedRowOfNoBytesIsRefused() {
        byte[] part = { PLAIN, BlockDecoder.PACKED, 0, 0 };
        assertThatThrownBy(() -> {
            BlockDecoder block = new BlockDecoder(new PartReader(part, () -> "the part"), Column.I32, 1, new int[]{ 4 },
                    false, GroupScratch.take());
            block.read(new int[4], new int[1]);
        }).isInstanceOf(CorruptException.class).hasMessageStartingWith("the part ");
    }
}
