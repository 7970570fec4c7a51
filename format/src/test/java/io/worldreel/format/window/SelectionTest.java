package io.worldreel.format.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SelectionTest {
    @Test
    void findsWhatSortingWouldPutThere() {
        Random random = new Random(5);
        for (int round = 0; round < 2_000; round++) {
            int count = 1 + random.nextInt(60);
            int different = 1 + random.nextInt(80);
            double[] numbers = random.ints(count + 3, -different, different).asDoubleStream().toArray();
            double[] sorted = Arrays.copyOf(numbers, count);
            Arrays.sort(sorted);
            int n = random.nextInt(count);
            assertThat(Selection.nth(numbers.clone(), count, n)).isEqualTo(sorted[n]);
        }
    }

    @Test
    void endsWhereSomeAreNoNumbers() {
        double[] numbers = { 3, Double.NaN, 1, Double.POSITIVE_INFINITY, Double.NaN, 2, Double.NEGATIVE_INFINITY };
        for (int n = 0; n < numbers.length; n++) {
            assertThat(numbers).contains(Selection.nth(numbers.clone(), numbers.length, n));
        }
    }
}
