package io.worldreel.publisher.tracker;

import java.util.List;

/** What clients say. Infohashes and ids are strings of 20 characters up to U+00FF, one a byte, as the protocol has them. */
sealed interface TrackerMessage {
    /** A connection that a peer offers to whoever is told of it. */
    record Offer(String id, String sdp) {}

    /**
     * A peer is in a swarm.
     *
     * @param whole whether it has all of the torrent
     * @param leaving whether it is there no more
     */
    record Announce(String infohash, String peer, boolean whole, boolean leaving,
            List<Offer> offers) implements TrackerMessage {
        public Announce {
            offers = List.copyOf(offers);
        }
    }

    /** A peer takes another's offer. */
    record Answer(String infohash, String peer, String toPeer, String offer, String sdp) implements TrackerMessage {}

    /** Somebody asks how many are in swarms. */
    record Scrape(List<String> infohashes) implements TrackerMessage {
        public Scrape {
            infohashes = List.copyOf(infohashes);
        }
    }
}
