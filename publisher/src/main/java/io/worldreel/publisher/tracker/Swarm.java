package io.worldreel.publisher.tracker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The peers of one torrent that are connected. */
final class Swarm {
    private final Map<String, Member> byId = new HashMap<>();
    private final List<Member> members = new ArrayList<>();
    private int whole;

    /** A peer in the swarm; its place in the list is known, so that it can leave at once. */
    final class Member {
        private final String peer;
        private final TrackerClient client;
        private boolean whole;
        private int place;

        private Member(String peer, TrackerClient client, int place) {
            this.peer = peer;
            this.client = client;
            this.place = place;
        }

        Swarm swarm() {
            return Swarm.this;
        }

        TrackerClient client() {
            return client;
        }
    }

    Optional<Member> member(String peer) {
        return Optional.ofNullable(byId.get(peer));
    }

    int size() {
        return members.size();
    }

    TrackerWriter.Count count() {
        return new TrackerWriter.Count(whole, members.size() - whole);
    }

    Member add(String peer, TrackerClient client) {
        var member = new Member(peer, client, members.size());
        members.add(member);
        byId.put(peer, member);
        return member;
    }

    void mark(Member member, boolean isWhole) {
        whole += (isWhole ? 1 : 0) - (member.whole ? 1 : 0);
        member.whole = isWhole;
    }

    void remove(Member member) {
        mark(member, false);
        byId.remove(member.peer);
        Member last = members.removeLast();
        if (last != member) {
            members.set(member.place, last);
            last.place = member.place;
        }
    }

    /** Some of the others, at random; of two who have all of it neither is told of the other. */
    List<Member> others(Member asking, int most, RandomGenerator random) {
        List<Member> found = new ArrayList<>();
        int size = members.size();
        int start = random.nextInt(size);
        for (int i = 0; i < size && found.size() < most; i++) {
            Member other = members.get((start + i) % size);
            if (other != asking && !(asking.whole && other.whole)) {
                found.add(other);
            }
        }
        return found;
    }
}
