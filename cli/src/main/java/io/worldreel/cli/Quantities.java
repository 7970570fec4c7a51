package io.worldreel.cli;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Stretches of time and sizes as people write them: a whole number and a unit, such as {@code 90s} or {@code 2g}. */
final class Quantities {
    static final String TIMES = "a time such as 90s, 5m, 2h or 7d";
    static final String SIZES = "a size such as 500mb, 2g or 1t";

    private static final Pattern QUANTITY = Pattern.compile("(\\d{1,18})([a-z]+)");
    private static final Map<String, Long> MILLIS = Map.of("ms", 1L, "s", 1000L, "m", 60_000L, "min", 60_000L, "h",
            3_600_000L, "d", 86_400_000L);
    /** Powers of 1024, by their first letters; m alone are minutes. */
    private static final String SCALE = "bkmgt";
    private static final Pattern SIZE_UNIT = Pattern.compile("b|[kgt]|[kmgt]i?b");
    /** What a time in nanoseconds can be counted by. */
    private static final Duration LONGEST = Duration.ofDays(100_000);

    private Quantities() {}

    /** @throws IllegalArgumentException if it is none, is not above zero, or too long to count */
    static Duration time(String word) {
        return tryTime(word).orElseThrow(() -> new IllegalArgumentException("'" + word + "' is not " + TIMES));
    }

    /** @throws IllegalArgumentException if it is none, is not above zero, or too much to count */
    static long bytes(String word) {
        return tryBytes(word).orElseThrow(() -> new IllegalArgumentException("'" + word + "' is not " + SIZES));
    }

    static Optional<Duration> tryTime(String word) {
        Matcher parts = QUANTITY.matcher(word.toLowerCase(Locale.ROOT));
        if (!parts.matches() || !MILLIS.containsKey(parts.group(2))) {
            return Optional.empty();
        }
        long most = LONGEST.toMillis();
        return product(parts.group(1), MILLIS.get(parts.group(2)), most).map(Duration::ofMillis);
    }

    static Optional<Long> tryBytes(String word) {
        Matcher parts = QUANTITY.matcher(word.toLowerCase(Locale.ROOT));
        if (!parts.matches() || !SIZE_UNIT.matcher(parts.group(2)).matches()) {
            return Optional.empty();
        }
        return product(parts.group(1), 1L << (10 * SCALE.indexOf(parts.group(2).charAt(0))), Long.MAX_VALUE);
    }

    private static Optional<Long> product(String number, long unit, long most) {
        BigInteger product = new BigInteger(number).multiply(BigInteger.valueOf(unit));
        return product.signum() > 0 && product.compareTo(BigInteger.valueOf(most)) <= 0
                ? Optional.of(product.longValueExact())
                : Optional.empty();
    }
}
