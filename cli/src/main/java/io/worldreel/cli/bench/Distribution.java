package io.worldreel.cli.bench;

import java.util.Arrays;

/** How long something took, many times, in microseconds. */
public record Distribution(double p50, double p99, double p999, double max) {

    static Distribution of(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Distribution(at(sorted, 0.5), at(sorted, 0.99), at(sorted, 0.999), at(sorted, 1));
    }

    private static double at(long[] sorted, double share) {
        return Math.round(sorted[(int) (share * (sorted.length - 1))] / 100.0) / 10.0;
    }
}
