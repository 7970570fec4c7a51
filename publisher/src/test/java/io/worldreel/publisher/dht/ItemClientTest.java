package io.worldreel.publisher.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.ByteString;
import io.worldreel.format.key.SigningKey;
import io.worldreel.publisher.bencode.BencodeValue;
import io.worldreel.publisher.bencode.BencodeValue.Dictionary;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Items in a private DHT of twelve libtorrent nodes. */
class ItemClientTest {
    private static final ByteString SALT = ByteString.utf8("arena");
    private static final SigningKey KEY = SigningKey.ofSeed(new byte[32]);

    private DhtNodes nodes;
    private ItemClient publisher;
    private ItemClient follower;

    @BeforeEach
    void start() throws IOException {
        nodes = DhtNodes.start(12);
        publisher = client(1);
        follower = client(2);
    }

    @AfterEach
    void stop() throws IOException {
        follower.close();
        publisher.close();
        nodes.close();
    }

    private ItemClient client(long seed) throws IOException {
        var client = new ItemClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), new Random(seed));
        client.addEntries(nodes.addresses().subList(6, 12)); // some; the walk finds the others
        return client;
    }

    private static MutableItem item(long seq) {
        return MutableItem.sign(KEY, SALT, seq, BencodeValue.of("head " + seq));
    }

    @Test
    void anUpdateIsSeenAtOnceAndSurvivesTheDeathOfThreeNodesInTen() throws Exception {
        long[] millis = new long[20];
        for (int seq = 1; seq <= millis.length; seq++) {
            long began = System.nanoTime();
            var put = publisher.put(item(seq), seq == 1 ? OptionalLong.empty() : OptionalLong.of(seq - 1));
            assertThat(put.stored()).as("nodes that store head %s: %s", seq, put.refused()).isPositive();
            assertThat(follower.get(KEY.publicKey(), SALT).newest()).contains(item(seq));
            millis[seq - 1] = (System.nanoTime() - began) / 1_000_000;
        }
        System.err.println("put to seen, ms at the median of 20: "
                + LongStream.of(millis).sorted().skip(10).findFirst().orElseThrow() + " " + Arrays.toString(millis));

        nodes.kill(4);
        assertThat(follower.get(KEY.publicKey(), SALT).newest()).contains(item(20));
        assertThat(publisher.put(item(21), OptionalLong.of(20)).stored()).isPositive();
        assertThat(follower.get(KEY.publicKey(), SALT).newest()).contains(item(21));
    }

    @Test
    void whoDoesNotFollowWhatIsThereIsRefused() throws Exception {
        for (int tries = 0; publisher.put(item(5), OptionalLong.empty()).stored() < NodeSearch.NEAREST; tries++) {
            assertThat(tries).as("the nodes come to know one another").isLessThan(100);
        }

        var lower = publisher.put(item(4), OptionalLong.empty());
        assertThat(lower.refused()).anyMatch(why -> why.contains("higher number"));
        var beside = publisher.put(item(6), OptionalLong.of(3));
        assertThat(beside.refused()).anyMatch(why -> why.contains("somebody else publishes with this key"));
        assertThat(publisher.put(item(5), OptionalLong.empty()).stored()).as("the same again").isPositive();
        assertThat(follower.get(KEY.publicKey(), SALT).newest()).isPresent();
    }

    @Test
    void liesOfTheNearestNodeAreNamedAndDoNotHideTheTruth() throws Exception {
        publisher.put(item(7), OptionalLong.empty());
        var old = item(2);
        var target = MutableItem.target(KEY.publicKey(), SALT);
        var shape = Dictionary.EMPTY.with("k", KEY.publicKey().bytes());
        try (var replaying = new HostileNode(target,
                shape.with("seq", 2).with("sig", old.signature()).with("v", old.value()));
                var forging = new HostileNode(target,
                        shape.with("seq", 99).with("sig", old.signature()).with("v", "a head of mine"));
                var oversized = new HostileNode(target, shape.with("seq", 98).with("sig", old.signature()).with("v",
                        ByteString.of(new byte[1100])))) {
            follower.addEntries(List.of(replaying.address(), forging.address(), oversized.address()));

            var found = follower.get(KEY.publicKey(), SALT);

            assertThat(found.newest()).contains(item(7));
            assertThat(found.refused()).hasSize(2)
                    .anyMatch(why -> why.contains(forging.address().toString()) && why.contains("not signed"))
                    .anyMatch(why -> why.contains(oversized.address().toString()) && why.contains("at most 1000"));
        }
    }

    @Test
    void whoseSilenceNobodyWaitsForIsHeardAgainWhenHeSpeaks() throws Exception {
        publisher.put(item(7), OptionalLong.empty());
        var newer = item(8);
        try (var node = new HostileNode(MutableItem.target(KEY.publicKey(), SALT),
                Dictionary.EMPTY.with("k", KEY.publicKey().bytes()).with("seq", 8).with("sig", newer.signature())
                        .with("v", newer.value()))) {
            node.silent(true);
            follower.addEntries(List.of(node.address()));
            for (int look = 0; look < 3; look++) {
                assertThat(follower.get(KEY.publicKey(), SALT).newest()).contains(item(7));
            }
            node.silent(false);
            // The first answer may come when the others have been enough; from then on it counts.
            for (int look = 0; !follower.get(KEY.publicKey(), SALT).newest().equals(Optional.of(newer)); look++) {
                assertThat(look).as("looks in vain").isLessThan(100);
            }
        }
    }

    @Test
    void theOwnerPutsNothingOverWhatIsNotHis() throws Exception {
        for (int tries = 0; publisher.put(item(5), true).stored() < NodeSearch.NEAREST; tries++) {
            assertThat(tries).as("the nodes come to know one another").isLessThan(100);
        }
        var twin = MutableItem.sign(KEY, SALT, 5, BencodeValue.of("another head 5"));
        var refused = follower.put(twin, true);
        assertThat(refused.stored()).isZero();
        assertThat(refused.other()).contains(item(5));
        assertThat(follower.put(item(4), true).other()).contains(item(5));
        assertThat(publisher.put(item(6), true).stored()).isPositive();
        assertThat(follower.get(KEY.publicKey(), SALT).newest()).contains(item(6));
    }

    @Test
    void whereNobodyHasItNothingIsFound() throws Exception {
        var found = follower.get(KEY.publicKey(), ByteString.utf8("another"));
        assertThat(found.newest()).isEmpty();
        assertThat(found.nodes()).isPositive();
        nodes.kill(12);
        assertThat(follower.get(KEY.publicKey(), SALT).nodes()).isZero();
    }
}
