package io.worldreel.publisher.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.publisher.tracker.TrackerMessage.Announce;
import io.worldreel.publisher.tracker.TrackerMessage.Answer;
import io.worldreel.publisher.tracker.TrackerMessage.Offer;
import io.worldreel.publisher.tracker.TrackerMessage.Scrape;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SwarmsTest {
    private static final String TORRENT = "aaaaaaaaaaaaaaaaaaaa";

    private final Visitors visitors = new Visitors(1000, 1000);
    private Swarms swarms = new Swarms(TrackerLimits.DEFAULT, new Random(1));

    /** What a client is sent. */
    private final class Client implements TrackerClient {
        private final Visitor visitor;
        private final List<String> told = new ArrayList<>();
        private final List<String> passed = new ArrayList<>();

        Client(String address) throws UnknownHostException {
            visitor = visitors.enter(InetAddress.getByName(address)).orElseThrow();
        }

        @Override
        public Visitor visitor() {
            return visitor;
        }

        @Override
        public void tell(String message) {
            told.add(message);
        }

        @Override
        public void pass(String message) {
            passed.add(message);
        }
    }

    private static Announce announce(String peer, boolean whole, Offer... offers) {
        return new Announce(TORRENT, peer, whole, false, List.of(offers));
    }

    @Test
    void anOfferReachesAnotherPeerAndItsAnswerComesBack() throws Exception {
        var publisher = new Client("10.0.0.1");
        var browser = new Client("10.0.0.2");
        swarms.hear(publisher, announce("publisher", true, new Offer("o0", "nobody is there yet")));
        swarms.hear(browser, announce("browser", false, new Offer("o1", "sdp one"), new Offer("o2", "sdp two")));

        assertThat(browser.told).containsExactly("{\"action\":\"announce\",\"info_hash\":\"" + TORRENT
                + "\",\"complete\":1,\"incomplete\":1,\"interval\":120}");
        assertThat(publisher.passed).containsExactly("{\"action\":\"announce\",\"info_hash\":\"" + TORRENT
                + "\",\"peer_id\":\"browser\",\"offer_id\":\"o1\",\"offer\":{\"type\":\"offer\",\"sdp\":\"sdp one\"}}");
        assertThat(browser.passed).isEmpty();

        swarms.hear(publisher, new Answer(TORRENT, "an id of its own", "browser", "o1", "answer"));
        assertThat(browser.passed).containsExactly("{\"action\":\"announce\",\"info_hash\":\"" + TORRENT
                + "\",\"peer_id\":\"an id of its own\",\"offer_id\":\"o1\",\"answer\":{\"type\":\"answer\",\"sdp\":\"answer\"}}");
    }

    @Test
    void whoHasAllIsNotToldOfOthersWhoHave() throws Exception {
        var one = new Client("10.0.0.1");
        var two = new Client("10.0.0.2");
        swarms.hear(one, announce("one", true));
        swarms.hear(two, announce("two", true, new Offer("o", "sdp")));
        assertThat(one.passed).isEmpty();
    }

    @Test
    void whoLeavesIsToldOfNoMore() throws Exception {
        var one = new Client("10.0.0.1");
        var two = new Client("10.0.0.2");
        var asking = new Client("10.0.0.3");
        swarms.hear(one, announce("one", false));
        swarms.hear(two, announce("two", true));
        swarms.hear(one, new Announce(TORRENT, "one", false, true, List.of()));
        swarms.gone(two);
        swarms.hear(asking, new Scrape(List.of(TORRENT)));
        assertThat(asking.told).containsExactly("{\"action\":\"scrape\",\"files\":{\"" + TORRENT
                + "\":{\"complete\":0,\"incomplete\":0,\"downloaded\":0}}}");
        assertThat(one.visitor.places() + two.visitor.places()).isZero();
    }

    @Test
    void whatOthersSendToAPeerGoesToNobodyElse() throws Exception {
        var peer = new Client("10.0.0.1");
        var thief = new Client("10.0.0.66");
        swarms.hear(peer, announce("peer", false));
        assertThatThrownBy(() -> swarms.hear(thief, announce("peer", false))).hasMessageContaining("elsewhere");
        assertThatThrownBy(() -> swarms.hear(thief, new Answer(TORRENT, "x", "peer", "o", "sdp")))
                .hasMessageContaining("announced");
        assertThat(peer.passed).isEmpty();

        var peerAgain = new Client("10.0.0.1");
        swarms.hear(peerAgain, announce("peer", false));
        swarms.gone(peer);
        swarms.hear(new Client("10.0.0.2"), announce("other", true, new Offer("o", "sdp")));
        assertThat(peerAgain.passed).hasSize(1);
    }

    @Test
    void oneAddressCannotTakeThePlacesOfAll() throws Exception {
        swarms = new Swarms(TrackerLimits.DEFAULT.withPlaces(150, 100).withPeersPerSwarm(120), new Random(1));
        var greedy = new Client("2001:db8::1");
        var sameMachine = new Client("2001:db8::2");
        for (int i = 0; i < 100; i++) {
            swarms.hear(greedy, announce("greedy" + i, false));
        }
        assertThatThrownBy(() -> swarms.hear(greedy, announce("more", false))).hasMessageContaining("your address");
        assertThatThrownBy(() -> swarms.hear(sameMachine, announce("more", false)))
                .hasMessageContaining("your address");
        var modest = new Client("10.0.0.1");
        swarms.hear(modest, announce("modest", false, new Offer("o", "sdp")));
        for (int i = 0; i < 19; i++) {
            swarms.hear(modest, announce("modest" + i, false));
        }
        assertThatThrownBy(() -> swarms.hear(modest, announce("full", false))).hasMessageContaining("no room");
        swarms.gone(greedy);
        swarms.hear(modest, announce("full", false));
    }

    @Test
    void whoAnnouncesManyTorrentsIsToComeLessOften() {
        assertThat(TrackerLimits.DEFAULT.interval(100)).hasMinutes(2);
        assertThat(TrackerLimits.DEFAULT.interval(20_000)).hasSeconds(1000);
        assertThat(TrackerLimits.DEFAULT.interval(1_000_000)).hasHours(1);
    }

    @Test
    void connectionsAreCountedByMachine() throws Exception {
        var few = new Visitors(5, 3);
        var first = few.enter(InetAddress.getByName("2001:db8::1")).orElseThrow();
        assertThat(few.enter(InetAddress.getByName("2001:db8::2"))).isPresent();
        assertThat(few.enter(InetAddress.getByName("2001:db8::3"))).isPresent();
        assertThat(few.enter(InetAddress.getByName("2001:db8::4"))).isEmpty();
        assertThat(few.enter(InetAddress.getByName("10.0.0.1"))).isPresent();
        assertThat(few.enter(InetAddress.getByName("10.0.0.2"))).isPresent();
        assertThat(few.enter(InetAddress.getByName("10.0.0.3"))).isEmpty();
        few.leave(first);
        assertThat(few.enter(InetAddress.getByName("10.0.0.3"))).isPresent();
    }
}
