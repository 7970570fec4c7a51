package io.worldreel.replayer;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads moments as people write them. Digits are counted before a number is made of them. */
final class MomentParser {
    private static final Pattern TICK = Pattern.compile("tick:([+-]?\\d{1,20})");
    private static final Pattern OFFSET = Pattern.compile("\\+(\\d{1,10}(?:\\.\\d{1,9})?)s");

    private MomentParser() {}

    static Moment parse(String word) {
        if (word.equals("start")) {
            return Moment.START;
        }
        if (word.equals("end")) {
            return Moment.END;
        }
        Matcher tick = TICK.matcher(word);
        Matcher offset = OFFSET.matcher(word);
        try {
            if (tick.matches()) {
                return new Moment.Tick(Long.parseLong(tick.group(1)));
            }
            if (offset.matches()) {
                return new Moment.Offset(new BigDecimal(offset.group(1)).movePointRight(9).longValueExact());
            }
            return Moment.at(OffsetDateTime.parse(word).toInstant());
        } catch (NumberFormatException outOfRange) {
            throw new IllegalArgumentException("'" + word + "' is no tick: ticks are 64-bit integers", outOfRange);
        } catch (DateTimeException | ArithmeticException notAMoment) {
            throw new IllegalArgumentException("'" + word + "' is no moment: give tick:600, +12.5s, "
                    + "2026-11-20T18:04:05.25Z, start or end (nanoseconds at the finest)", notAMoment);
        }
    }
}
