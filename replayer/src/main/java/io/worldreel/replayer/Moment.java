package io.worldreel.replayer;

import java.math.BigDecimal;
import java.time.Instant;

/** A point in a recording, in one of the ways in which people name it. */
public sealed interface Moment {

    /** Frame number; each source answers by its own. */
    record Tick(long tick) implements Moment {
        @Override
        public String toString() {
            return "tick:" + tick;
        }
    }

    /** Nanoseconds since the Unix epoch, by the sender's clock. */
    record Time(long nanos) implements Moment {
        @Override
        public String toString() {
            return Times.format(nanos);
        }
    }

    /** Nanoseconds since the archive's first frame; not negative. */
    record Offset(long nanos) implements Moment {
        public Offset {
            if (nanos < 0) {
                throw new IllegalArgumentException("an offset from the archive's start cannot be negative: " + nanos);
            }
        }

        @Override
        public String toString() {
            return "+" + BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString() + "s";
        }
    }

    /** The first frame. */
    record Start() implements Moment {
        @Override
        public String toString() {
            return "start";
        }
    }

    /** The last frame. */
    record End() implements Moment {
        @Override
        public String toString() {
            return "end";
        }
    }

    Moment START = new Start();
    Moment END = new End();

    static Moment tick(long tick) {
        return new Tick(tick);
    }

    /** @throws IllegalArgumentException if the instant lies outside the years 1677 to 2262, which an i64 of nanoseconds spans */
    static Moment at(Instant instant) {
        return new Time(Times.nanos(instant));
    }

    /**
     * Reads {@code tick:600}, {@code +12.5s}, an ISO-8601 instant with its zone, {@code start} or {@code end}. Decimals are exact:
     * what is finer than a nanosecond is refused, not rounded. A moment prints itself as a word that this reads.
     *
     * @throws IllegalArgumentException if the word is none of these; the message says what is
     */
    static Moment parse(String word) {
        return MomentParser.parse(word);
    }
}
