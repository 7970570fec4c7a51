package io.worldreel.publisher.serve;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a request wants of a file (RFC 9110, section 14.2). */
sealed interface RangeHeader {
    /** All of it: also if several ranges are asked for, or something that is no range of bytes, as the RFC allows. */
    record Whole() implements RangeHeader {}

    /** Some of it, within the file. */
    record Part(long from, long length) implements RangeHeader {}

    /** A range that begins behind the end. */
    record Unsatisfiable() implements RangeHeader {}

    Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    static RangeHeader of(Optional<String> header, long size) {
        Matcher asked = ONE.matcher(header.orElse("").strip());
        if (!asked.matches() || (asked.group(1).isEmpty() && asked.group(2).isEmpty())) {
            return new Whole();
        }
        if (asked.group(1).isEmpty()) {
            long last = Math.min(size, Long.parseLong(asked.group(2)));
            return last == 0 ? new Unsatisfiable() : new Part(size - last, last);
        }
        long from = Long.parseLong(asked.group(1));
        long to = asked.group(2).isEmpty() ? size - 1 : Long.parseLong(asked.group(2));
        if (to < from && !asked.group(2).isEmpty()) {
            return new Whole(); // no range at all, the RFC says
        }
        return from >= size ? new Unsatisfiable() : new Part(from, Math.min(to, size - 1) - from + 1);
    }
}
