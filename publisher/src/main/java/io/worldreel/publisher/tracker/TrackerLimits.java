package io.worldreel.publisher.tracker;

import java.time.Duration;

/**
 * What a tracker's clients may use. An address is that of a machine; of IPv6 its first 64 bits, which one machine has all addresses of.
 *
 * @param messageBytes of one message
 * @param bytesPerSecond that one connection is read at; who sends faster waits
 * @param offers of one announcement
 * @param sdpChars of one offer or answer
 * @param peersPerSwarm who announce one torrent
 * @param places in swarms altogether: a peer of two torrents takes two
 * @param placesPerAddress of these, what one address may take
 * @param interval between two announcements of a peer, which it is told; longer for an address that takes many places
 * @param silence after which a connection is asked whether it is alive; after twice as long it is closed
 */
public record TrackerLimits(int messageBytes, int bytesPerSecond, int offers, int sdpChars, int peersPerSwarm,
        int places, int placesPerAddress, Duration interval, Duration silence) {
    private static final int ANNOUNCEMENTS_PER_SECOND = 20;
    private static final Duration LONGEST = Duration.ofHours(1);

    /** A publisher of ten thousand chunks announces each by both its infohashes. */
    public static final TrackerLimits DEFAULT = new TrackerLimits(256 << 10, 1 << 20, 20, 16 << 10, 1000, 500_000,
            50_000, Duration.ofMinutes(2), Duration.ofMinutes(1));

    public TrackerLimits {
        if (messageBytes < 1 || bytesPerSecond < 1 || offers < 0 || sdpChars < 1 || peersPerSwarm < 1 || places < 1
                || placesPerAddress < 1 || interval.isNegative() || silence.isNegative() || silence.isZero()) {
            throw new IllegalArgumentException("a tracker's limits are positive");
        }
    }

    /** When who takes so many places is to announce each of them again: so that all of them together stay few a second. */
    Duration interval(int taken) {
        Duration spread = Duration.ofSeconds(taken / ANNOUNCEMENTS_PER_SECOND);
        return spread.compareTo(interval) < 0 ? interval : spread.compareTo(LONGEST) > 0 ? LONGEST : spread;
    }

    public TrackerLimits withPeersPerSwarm(int peers) {
        return new TrackerLimits(messageBytes, bytesPerSecond, offers, sdpChars, peers, places, placesPerAddress,
                interval, silence);
    }

    public TrackerLimits withPlaces(int all, int perAddress) {
        return new TrackerLimits(messageBytes, bytesPerSecond, offers, sdpChars, peersPerSwarm, all, perAddress,
                interval, silence);
    }

    public TrackerLimits withSilence(Duration time) {
        return new TrackerLimits(messageBytes, bytesPerSecond, offers, sdpChars, peersPerSwarm, places,
                placesPerAddress, interval, time);
    }
}
