package io.worldreel.zstdvfs;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How a file is read over HTTP.
 *
 * @param credentials sent to the file's origin
 * @param size of the file in bytes if it is known, from a catalog for example: it saves the question, and a file of
 *     another size is refused
 * @param deadline for one read, retries and waiting included; then it fails
 * @param stall an attempt that brings no byte for so long is given up, and the rest asked for again
 * @param attempts most attempts for one read
 * @param backOff pause before the second attempt; doubles with each, with some chance added
 * @param maxConcurrent most requests under way at once
 * @param tailBytes how much of the file's end comes with opening, 1 byte to 64 MiB
 */
public record HttpConfig(HttpCredentials credentials, OptionalLong size, Duration deadline, Duration stall,
        int attempts, Duration backOff, int maxConcurrent, int tailBytes) {
    /**
     * No credentials, one minute for a read, ten seconds of silence, five attempts, six requests at once; 64 KiB of the end, enough
     * for the trailer of most files.
     */
    public static final HttpConfig DEFAULT = new HttpConfig(new HttpCredentials.None(), OptionalLong.empty(),
            Duration.ofSeconds(60), Duration.ofSeconds(10), 5, Duration.ofMillis(200), 6, 64 << 10);

    private static final int MAX_TAIL = 64 << 20;

    public HttpConfig {
        if (size.isPresent() && size.getAsLong() < 0) {
            throw new IllegalArgumentException("size " + size.getAsLong() + " is negative");
        }
        requirePositive("deadline", deadline);
        requirePositive("stall", stall);
        requirePositive("back-off", backOff);
        if (attempts < 1 || attempts > 100) {
            throw new IllegalArgumentException(attempts + " attempts are not in 1..100");
        }
        if (maxConcurrent < 1 || maxConcurrent > 256) {
            throw new IllegalArgumentException(maxConcurrent + " concurrent requests are not in 1..256");
        }
        if (tailBytes < 1 || tailBytes > MAX_TAIL) {
            throw new IllegalArgumentException("a tail of " + tailBytes + " bytes is not in 1.." + MAX_TAIL);
        }
    }

    private static void requirePositive(String what, Duration duration) {
        if (duration.isZero() || duration.isNegative() || duration.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(what + " of " + duration + " is not between nothing and a day");
        }
    }

    public HttpConfig withCredentials(HttpCredentials newCredentials) {
        return new HttpConfig(newCredentials, size, deadline, stall, attempts, backOff, maxConcurrent, tailBytes);
    }

    public HttpConfig withSize(long newSize) {
        return new HttpConfig(credentials, OptionalLong.of(newSize), deadline, stall, attempts, backOff, maxConcurrent,
                tailBytes);
    }

    public HttpConfig withDeadline(Duration newDeadline) {
        return new HttpConfig(credentials, size, newDeadline, stall, attempts, backOff, maxConcurrent, tailBytes);
    }

    public HttpConfig withStall(Duration newStall) {
        return new HttpConfig(credentials, size, deadline, newStall, attempts, backOff, maxConcurrent, tailBytes);
    }

    public HttpConfig withAttempts(int newAttempts) {
        return new HttpConfig(credentials, size, deadline, stall, newAttempts, backOff, maxConcurrent, tailBytes);
    }

    public HttpConfig withBackOff(Duration newBackOff) {
        return new HttpConfig(credentials, size, deadline, stall, attempts, newBackOff, maxConcurrent, tailBytes);
    }

    public HttpConfig withMaxConcurrent(int newMaxConcurrent) {
        return new HttpConfig(credentials, size, deadline, stall, attempts, backOff, newMaxConcurrent, tailBytes);
    }

    public HttpConfig withTailBytes(int newTailBytes) {
        return new HttpConfig(credentials, size, deadline, stall, attempts, backOff, maxConcurrent, newTailBytes);
    }
}
