package io.worldreel.cli.table;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads the text of cells. What it cannot read it refuses by {@link IllegalArgumentException}, and never rounds a value twice. */
final class CellReader {
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,4})?");
    private static final Pattern SECONDS = Pattern
            .compile("[+-]?(\\d{1,12}\\.?\\d{0,40}|\\.\\d{1,40})([eE][+-]?\\d{1,2})?");
    private static final BigDecimal NANOS_PER_SECOND = BigDecimal.valueOf(1_000_000_000);

    /** Makes a value of a cell's text. */
    @FunctionalInterface
    interface Reading<T> {
        T of(String cell);
    }

    private CellReader() {}

    /** Reads a cell, and adds its column to what may be wrong with it. */
    static <T> T read(String column, String cell, Reading<T> reading) {
        try {
            return reading.of(cell);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("column '" + column + "': " + wrong.getMessage(), wrong);
        }
    }

    static long wholeNumber(String cell) {
        try {
            return Long.parseLong(cell);
        } catch (NumberFormatException notWhole) {
            throw new IllegalArgumentException("'" + cell + "' is not a whole number of 64 bits", notWhole);
        }
    }

    static int int32(String cell) {
        try {
            return Integer.parseInt(cell);
        } catch (NumberFormatException notWhole) {
            throw new IllegalArgumentException("'" + cell + "' is not a whole number of 32 bits", notWhole);
        }
    }

    /** The float that is nearest to the decimal. */
    static float float32(String cell) {
        if (!DECIMAL.matcher(cell).matches()) {
            return (float) notFinite(cell);
        }
        float number = Float.parseFloat(cell);
        if (Float.isInfinite(number)) {
            throw new IllegalArgumentException("'" + cell + "' is too large for a float of 32 bits");
        }
        return number;
    }

    /** The double that is nearest to the decimal. */
    static double float64(String cell) {
        if (!DECIMAL.matcher(cell).matches()) {
            return notFinite(cell);
        }
        double number = Double.parseDouble(cell);
        if (Double.isInfinite(number)) {
            throw new IllegalArgumentException("'" + cell + "' is too large for a float of 64 bits");
        }
        return number;
    }

    private static double notFinite(String cell) {
        return switch (cell.toLowerCase(Locale.ROOT)) {
            case "nan" -> Double.NaN;
            case "infinity", "+infinity", "inf", "+inf" -> Double.POSITIVE_INFINITY;
            case "-infinity", "-inf" -> Double.NEGATIVE_INFINITY;
            default -> throw new IllegalArgumentException("'" + cell + "' is not a number");
        };
    }

    static boolean bool(String cell) {
        return switch (cell.toLowerCase(Locale.ROOT)) {
            case "1", "true" -> true;
            case "0", "false" -> false;
            default -> throw new IllegalArgumentException("'" + cell + "' is none of 0, 1, true, false");
        };
    }

    static byte[] base64(String cell) {
        try {
            return Base64.getDecoder().decode(cell);
        } catch (IllegalArgumentException notBase64) {
            throw new IllegalArgumentException("'" + shortened(cell) + "' is not base64", notBase64);
        }
    }

    /**
     * Nanoseconds since the Unix epoch; decimals are exact, what is finer than a nanosecond goes to the nearest.
     *
     * @param startNanos from where seconds count
     */
    static long time(String cell, long startNanos) {
        try {
            if (SECONDS.matcher(cell).matches()) {
                return new BigDecimal(cell).multiply(NANOS_PER_SECOND).setScale(0, RoundingMode.HALF_EVEN)
                        .add(BigDecimal.valueOf(startNanos)).longValueExact();
            }
            return nanos(OffsetDateTime.parse(cell).toInstant());
        } catch (DateTimeException neither) {
            throw new IllegalArgumentException("'" + shortened(cell) + "' is neither seconds nor an ISO-8601 instant",
                    neither);
        } catch (ArithmeticException outOfRange) {
            throw new IllegalArgumentException("'" + cell + "' lies outside the years 1677 to 2262", outOfRange);
        }
    }

    /** @throws ArithmeticException if the instant does not fit 64 bits of nanoseconds */
    static long nanos(Instant instant) {
        long seconds = instant.getEpochSecond();
        long nanos = instant.getNano();
        if (seconds < 0) { // keeps the product in range where the sum is
            seconds++;
            nanos -= 1_000_000_000;
        }
        return Math.addExact(Math.multiplyExact(seconds, 1_000_000_000L), nanos);
    }

    private static String shortened(String cell) {
        return cell.length() <= 40 ? cell : cell.substring(0, 40) + "...";
    }
}
