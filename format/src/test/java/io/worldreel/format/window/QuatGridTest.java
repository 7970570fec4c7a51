package io.worldreel.format.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class QuatGridTest {
    static Stream<Arguments> grids() {
        return IntStream.of(9, 15, 18, 20).boxed()
                .flatMap(bits -> IntStream.range(1, QuatGrid.CORRECTED)
                        .mapToObj(formula -> Arguments.of(bits, formula)));
    }

    @ParameterizedTest(name = "{0} bits, formula {1}")
    @MethodSource("grids")
    void theGridOfASenderIsFoundByTrying(int bits, int formula) {
        QuatGrid grid = QuatGrid.ofBits(bits, formula);
        long[][] samples = samples(grid, new Random(31L * bits + formula));

        QuatGrid found = QuatGridSearch.search(samples).orElseThrow();

        assertThat(found.max()).isEqualTo((1 << bits) - 1);
        assertThat(misfits(found, samples)).isLessThanOrEqualTo(misfits(grid, samples));
    }

    @Test
    void rotationsOfFullPrecisionHaveNoGrid() {
        Random random = new Random(7);
        long[][] samples = new long[400][4];
        for (long[] sample : samples) {
            double[] q = random.doubles(4, -1, 1).toArray();
            double norm = Math.sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
            for (int c = 0; c < 4; c++) {
                sample[c] = Float.floatToRawIntBits((float) (q[c] / norm));
            }
        }

        assertThat(QuatGridSearch.search(samples)).isEmpty();
    }

    /** Random unit quaternions as a sender with this grid gives them. */
    private static long[][] samples(QuatGrid grid, Random random) {
        long[][] samples = new long[400][4];
        for (long[] sample : samples) {
            float[] columns = new float[4];
            double norm = 0;
            for (int c = 0; c < 4; c++) {
                columns[c] = (float) random.nextGaussian();
                norm += columns[c] * columns[c];
            }
            for (int c = 0; c < 4; c++) {
                columns[c] = grid.kept(grid.nearest((float) (columns[c] / Math.sqrt(norm))));
            }
            int computed = QuatGrid.greatest(columns);
            columns[computed % QuatGrid.NEGATIVE] = grid.computed(columns, computed, 0);
            for (int c = 0; c < 4; c++) {
                sample[c] = Float.floatToRawIntBits(columns[c]);
            }
        }
        return samples;
    }

    private static long misfits(QuatGrid grid, long[][] samples) {
        int misfits = 0;
        for (long[] sample : samples) {
            float[] columns = new float[4];
            for (int c = 0; c < 4; c++) {
                columns[c] = Float.intBitsToFloat((int) sample[c]);
            }
            misfits += grid.fit(columns) < 0 ? 1 : 0;
        }
        return misfits;
    }
}
