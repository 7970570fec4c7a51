package io.worldreel.publisher.share;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * What is fetched.
 *
 * @param version the number of the version that is wanted; empty for the newest, and those that follow it
 * @param patience for peers, before it is said that nobody has what is wanted
 */
public record FetchConfig(OptionalLong version, Duration patience) {
    /** The newest, half a minute. */
    public static final FetchConfig NEWEST = new FetchConfig(OptionalLong.empty(), Duration.ofSeconds(30));

    public FetchConfig withVersion(long seq) {
        return new FetchConfig(OptionalLong.of(seq), patience);
    }
}
