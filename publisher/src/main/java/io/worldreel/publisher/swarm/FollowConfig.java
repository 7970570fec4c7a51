package io.worldreel.publisher.swarm;

import java.time.Duration;
import java.util.Optional;

/**
 * What a follower keeps.
 *
 * @param sinceNanos chunks that end before are left out, nanoseconds since the Unix epoch; {@link Long#MIN_VALUE} for all
 * @param keep chunks that end so long before the publication's end are given up; empty to keep all
 * @param atOnce chunks that are fetched at the same time, at least 1
 * @param patience for peers to deliver a head or a page
 * @param v1 whether each chunk gets a second torrent, for clients that know v1 of BitTorrent only
 */
public record FollowConfig(long sinceNanos, Optional<Duration> keep, int atOnce, Duration patience, boolean v1) {
    /** Everything, four chunks at a time, half a minute. */
    public static final FollowConfig ALL = new FollowConfig(Long.MIN_VALUE, Optional.empty(), 4,
            Duration.ofSeconds(30), false);

    public FollowConfig {
        if (atOnce < 1 || keep.filter(Duration::isNegative).isPresent()) {
            throw new IllegalArgumentException(
                    "a follower fetches at least one chunk at a time, and keeps no less than nothing");
        }
    }

    public FollowConfig withSince(long nanos) {
        return new FollowConfig(nanos, keep, atOnce, patience, v1);
    }

    public FollowConfig withKeep(Duration duration) {
        return new FollowConfig(sinceNanos, Optional.of(duration), atOnce, patience, v1);
    }

    public FollowConfig withPatience(Duration duration) {
        return new FollowConfig(sinceNanos, keep, atOnce, duration, v1);
    }

    public FollowConfig withV1(boolean also) {
        return new FollowConfig(sinceNanos, keep, atOnce, patience, also);
    }

    /** The time before which chunks are not kept, in a publication that ends at {@code endNanos}. */
    long from(long endNanos) {
        return keep.map(duration -> Math.max(sinceNanos, endNanos - duration.toNanos())).orElse(sinceNanos);
    }
}
