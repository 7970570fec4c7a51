package io.worldreel.publisher.tracker;

import io.worldreel.publisher.tracker.TrackerMessage.Announce;
import io.worldreel.publisher.tracker.TrackerMessage.Answer;
import io.worldreel.publisher.tracker.TrackerMessage.Scrape;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Who is in which swarm, and who is to hear what of whom. An offer goes to another peer at random, an answer to the peer that made the offer.
 * Confined to one thread.
 */
final class Swarms {
    private final TrackerLimits limits;
    private final RandomGenerator random;
    private final Map<String, Swarm> swarms = new HashMap<>();
    /** What clients announce: the peers of each torrent. Each takes a place. */
    private final Map<TrackerClient, Map<String, Set<Swarm.Member>>> announced = new HashMap<>();
    private int taken;

    Swarms(TrackerLimits limits, RandomGenerator random) {
        this.limits = limits;
        this.random = random;
    }

    /** @throws TrackerException if it cannot be done; the client is to be told */
    void hear(TrackerClient client, TrackerMessage message) throws TrackerException {
        switch (message) {
            case Announce announce -> announce(client, announce);
            case Answer answer -> answer(client, answer);
            case Scrape(List<String> infohashes) -> {
                Map<String, TrackerWriter.Count> counts = new LinkedHashMap<>();
                infohashes.forEach(infohash -> counts.put(infohash, count(infohash)));
                client.tell(TrackerWriter.scraped(counts));
            }
        }
    }

    /** A connection has ended, and with it all that it announced. */
    void gone(TrackerClient client) {
        var all = announced.remove(client);
        if (all != null) {
            all.forEach((infohash, members) -> members.forEach(member -> vacate(infohash, member)));
        }
    }

    private TrackerWriter.Count count(String infohash) {
        Swarm swarm = swarms.get(infohash);
        return swarm == null ? new TrackerWriter.Count(0, 0) : swarm.count();
    }

    private void announce(TrackerClient client, Announce announce) throws TrackerException {
        if (announce.leaving()) {
            own(announce.infohash(), announce.peer(), client).ifPresent(member -> leave(announce.infohash(), member));
        } else {
            Swarm.Member member = enter(client, announce.infohash(), announce.peer());
            Swarm swarm = member.swarm();
            swarm.mark(member, announce.whole());
            var others = swarm.others(member, announce.offers().size(), random);
            for (int i = 0; i < others.size(); i++) {
                others.get(i).client()
                        .pass(TrackerWriter.offered(announce.infohash(), announce.peer(), announce.offers().get(i)));
            }
        }
        client.tell(TrackerWriter.announced(announce.infohash(), count(announce.infohash()),
                limits.interval(client.visitor().places()).toSeconds()));
    }

    /** libtorrent answers under another id than it announces under, so it is the connection that counts. */
    private void answer(TrackerClient client, Answer answer) throws TrackerException {
        if (!announced.getOrDefault(client, Map.of()).containsKey(answer.infohash())) {
            throw new TrackerException("who answers an offer has announced the torrent before");
        }
        // Who made the offer may have left since.
        member(answer.infohash(), answer.toPeer())
                .ifPresent(member -> member.client().pass(TrackerWriter.answered(answer)));
    }

    private Optional<Swarm.Member> member(String infohash, String peer) {
        Swarm swarm = swarms.get(infohash);
        return swarm == null ? Optional.empty() : swarm.member(peer);
    }

    private Optional<Swarm.Member> own(String infohash, String peer, TrackerClient client) {
        return member(infohash, peer).filter(member -> member.client().equals(client));
    }

    private Swarm.Member enter(TrackerClient client, String infohash, String peer) throws TrackerException {
        Optional<Swarm.Member> known = member(infohash, peer);
        if (known.isPresent() && known.get().client().equals(client)) {
            return known.get();
        }
        if (known.isPresent()) {
            // Who comes back after a connection broke is the same machine; nobody else gets what others send to this peer.
            if (!known.get().client().visitor().equals(client.visitor())) {
                throw new TrackerException("a peer of this id is connected from elsewhere");
            }
            leave(infohash, known.get());
        }
        Swarm swarm = swarms.getOrDefault(infohash, new Swarm());
        boolean greedy = client.visitor().places() >= limits.placesPerAddress();
        if (greedy || taken >= limits.places() || swarm.size() >= limits.peersPerSwarm()) {
            throw new TrackerException(
                    "this tracker has no room for more peers" + (greedy ? " from your address" : ""));
        }
        swarms.put(infohash, swarm);
        var member = swarm.add(peer, client);
        announced.computeIfAbsent(client, one -> new HashMap<>()).computeIfAbsent(infohash, one -> new HashSet<>())
                .add(member);
        client.visitor().addPlaces(1);
        taken++;
        return member;
    }

    private void leave(String infohash, Swarm.Member member) {
        var of = announced.getOrDefault(member.client(), new HashMap<>());
        var members = of.getOrDefault(infohash, new HashSet<>());
        members.remove(member);
        if (members.isEmpty()) {
            of.remove(infohash);
        }
        vacate(infohash, member);
    }

    private void vacate(String infohash, Swarm.Member member) {
        member.swarm().remove(member);
        if (member.swarm().size() == 0) {
            swarms.remove(infohash);
        }
        member.client().visitor().addPlaces(-1);
        taken--;
    }
}
