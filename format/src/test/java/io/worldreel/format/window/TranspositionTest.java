package io.worldreel.format.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TranspositionTest {
    private static final int VALUES = 37;
    private static final int FROM = 5;
    private static final int AT = 3;

    @Test
    void copiesEveryColumnOfFourBytesWhateverTheirNumber() {
        for (int columns = 1; columns <= 5; columns++) {
            int apart = 4 * columns + 9;
            byte[] source = new byte[FROM + VALUES * apart];
            for (int i = 0; i < VALUES; i++) {
                for (int c = 0; c < columns; c++) {
                    Column.INTS.set(source, FROM + i * apart + 4 * c, number(i, c));
                }
            }
            int[][] out = new int[columns][AT + VALUES];
            Transposition.ints(source, FROM, apart, VALUES, out, AT);
            for (int c = 0; c < columns; c++) {
                int column = c;
                assertThat(Arrays.copyOfRange(out[c], AT, AT + VALUES))
                        .containsExactly(IntStream.range(0, VALUES).map(i -> number(i, column)).toArray());
            }
        }
    }

    @Test
    void copiesColumnsOfEightBytesAndOfOne() {
        byte[] source = new byte[FROM + VALUES * 17];
        for (int i = 0; i < VALUES; i++) {
            Column.LONGS.set(source, FROM + i * 17, (long) number(i, 0) << 20);
            Column.LONGS.set(source, FROM + i * 17 + 8, -(long) number(i, 1));
            source[FROM + i * 17 + 16] = (byte) -i;
        }
        long[][] wide = new long[2][AT + VALUES];
        int[] narrow = new int[AT + VALUES];
        Transposition.longs(source, FROM, 17, VALUES, wide, AT);
        Transposition.bytes(source, FROM + 16, 17, VALUES, narrow, AT);
        for (int i = 0; i < VALUES; i++) {
            assertThat(wide[0][AT + i]).isEqualTo((long) number(i, 0) << 20);
            assertThat(wide[1][AT + i]).isEqualTo(-(long) number(i, 1));
            assertThat(narrow[AT + i]).isEqualTo(-i);
        }
    }

    private static int number(int i, int c) {
        return (i + 1) * 0x01234567 ^ c << 29;
    }
}
