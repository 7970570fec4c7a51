package io.worldreel.recorder;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much of an archive is kept. What is beyond goes whenever a chunk is sealed, oldest chunks first; the newest chunk of a
 * source never does.
 *
 * @param age chunks whose newest frame is older than this go: by the senders' clocks, counted back from the archive's newest frame
 * @param bytes as long as all chunks together take more, the oldest goes
 * @param published whether chunks may go that a publication beside the archive names
 */
public record Retention(Optional<Duration> age, OptionalLong bytes, boolean published) {
    /** Everything is kept. */
    public static final Retention ALL = new Retention(Optional.empty(), OptionalLong.empty(), false);

    public Retention {
        if (age.isPresent() && (age.get().isNegative() || age.get().isZero())) {
            throw new IllegalArgumentException("an age to keep must be positive: " + age.get());
        }
        if (bytes.isPresent() && bytes.getAsLong() < 1) {
            throw new IllegalArgumentException("bytes to keep must be positive: " + bytes.getAsLong());
        }
    }

    public Retention withAge(Duration newAge) {
        return new Retention(Optional.of(newAge), bytes, published);
    }

    public Retention withBytes(long newBytes) {
        return new Retention(age, OptionalLong.of(newBytes), published);
    }

    public Retention withPublished() {
        return new Retention(age, bytes, true);
    }
}
