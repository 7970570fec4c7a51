package io.worldreel.publisher.swarm;

import static io.worldreel.publisher.swarm.PublishedArena.KEY;
import static io.worldreel.publisher.swarm.PublishedArena.SALT;
import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.ByteString;
import io.worldreel.publisher.bencode.BencodeValue;
import io.worldreel.publisher.bencode.BencodeValue.Dictionary;
import io.worldreel.publisher.dht.DhtNodes;
import io.worldreel.publisher.dht.HostileNode;
import io.worldreel.publisher.dht.ItemClient;
import io.worldreel.publisher.dht.MutableItem;
import io.worldreel.publisher.dht.MutableMagnet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A publisher and a follower in a private DHT of twelve nodes, some of which die or lie. */
class PrivateDhtTest {
    private static final ByteString TARGET = MutableItem.target(KEY.publicKey(), SALT);
    private static final Dictionary OURS = Dictionary.EMPTY.with("k", KEY.publicKey().bytes());

    @TempDir
    Path folder;
    private DhtNodes nodes;
    private PublishedArena arena;
    private Swarm swarm;
    private Announcer announcer;
    private final List<SwarmEvent> events = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws Exception {
        nodes = DhtNodes.start(12);
        arena = new PublishedArena(folder.resolve("arena"), 1, nodes.addresses().subList(0, 6));
        swarm = Swarm.open(PublishedArena.loopback(nodes.addresses().subList(6, 12)), new Random(2), event -> {});
        swarm.engine().meet(List.of(arena.address()));
        announcer = new Announcer(swarm.dht(), false, event -> {});
    }

    @AfterEach
    void stop() throws IOException {
        announcer.close();
        swarm.close();
        arena.close();
        nodes.close();
    }

    private Follower follower(ItemClient dht) throws IOException {
        return Follower.open(MutableMagnet.of(KEY.publicKey(), SALT), folder.resolve("copy"),
                FollowConfig.ALL.withPatience(Duration.ofSeconds(5)), swarm.engine(), dht, announcer, events::add);
    }

    @Test
    void updatesAreSeenAndSurviveTheDeathOfThreeNodesInTen() throws Exception {
        try (var follower = follower(swarm.dht())) {
            long[] millis = new long[20];
            for (int seq = 1; seq <= millis.length; seq++) {
                long began = System.nanoTime();
                arena.publishOneMore();
                awaitHead(follower, seq);
                millis[seq - 1] = (System.nanoTime() - began) / 1_000_000;
            }
            long[] sorted = millis.clone();
            Arrays.sort(sorted);
            System.err.println("sealed to seen by a follower that looks every 100 ms, ms at the median of 20: "
                    + sorted[10] + " " + Arrays.toString(millis));

            nodes.kill(4);
            arena.publishOneMore();
            awaitHead(follower, 21);
        }
        assertThat(events).noneMatch(event -> event instanceof SwarmEvent.Refused(String problem)
                && !problem.startsWith("chunk ")); // whose noise is no chunk
    }

    @Test
    void aFollowerRefusesAndReportsLiesEvenAfterARestart() throws Exception {
        try (var follower = follower(swarm.dht())) {
            for (int seq = 1; seq <= 3; seq++) {
                arena.publishOneMore();
                awaitHead(follower, seq);
            }
        }
        var old = arena.item(1);
        try (var fork = new PublishedArena(folder.resolve("fork"), 2, List.of())) {
            for (int seq = 1; seq <= 3; seq++) {
                fork.publishOneMore();
            }
            swarm.engine().meet(List.of(fork.address()));

            refused("points back to head 1", said(1, old.signature(), old.value()));
            refused("not signed", said(9, old.signature(), old.value()));
            refused("at most 1000", said(9, old.signature(), BencodeValue.of("x".repeat(1100))));
            var other = fork.item(3);
            refused("fork: ", said(3, other.signature(), other.value()));
        }
        try (var follower = follower(swarm.dht())) {
            arena.publishOneMore();
            awaitHead(follower, 4);
        }
    }

    private static Dictionary said(long seq, ByteString signature, BencodeValue value) {
        return OURS.with("seq", seq).with("sig", signature).with("v", value);
    }

    /** A follower goes on in its folder, and knows nobody but a node that says this. */
    private void refused(String why, Dictionary lie) throws Exception {
        events.clear();
        try (var liar = new HostileNode(TARGET, lie);
                var alone = new ItemClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), new Random(3))) {
            alone.addEntries(List.of(liar.address()));
            try (var follower = follower(alone)) {
                await(follower, () -> events.stream().anyMatch(
                        event -> event instanceof SwarmEvent.Refused(String problem) && problem.contains(why)));
                assertThat(events).noneMatch(SwarmEvent.Accepted.class::isInstance);
            }
        }
    }

    @Test
    void theItemIsPutAgainWithinTheHour() throws Exception {
        var now = new AtomicLong();
        List<SwarmEvent> said = new CopyOnWriteArrayList<>();
        arena.publishOneMore();
        try (var keeping = new Announcer(swarm.dht(), false, now::get, said::add)) {
            keeping.keep(arena.item(1));
            for (int hour = 1; hour <= 3; hour++) {
                int times = hour;
                awaitEvent(said, () -> said.stream().filter(SwarmEvent.Announced.class::isInstance).count() == times);
                now.addAndGet(Duration.ofMinutes(10).toNanos());
                Thread.sleep(700); // more than it takes to look at the clock
                assertThat(said.stream().filter(SwarmEvent.Announced.class::isInstance)).hasSize(times);
                now.addAndGet(Duration.ofMinutes(50).toNanos());
            }
        }
    }

    private void awaitHead(Follower follower, long seq) throws Exception {
        await(follower, () -> events.stream()
                .anyMatch(event -> event instanceof SwarmEvent.Accepted accepted && accepted.head().seq() == seq));
    }

    private void await(Follower follower, BooleanSupplier condition) throws Exception {
        for (int look = 0; look < 200 && !condition.getAsBoolean(); look++) {
            follower.look();
            follower.settle();
            Thread.sleep(100);
        }
        assertThat(condition.getAsBoolean()).as("%s", events.reversed()).isTrue();
    }

    private static void awaitEvent(List<SwarmEvent> said, BooleanSupplier condition) throws InterruptedException {
        for (int look = 0; look < 200 && !condition.getAsBoolean(); look++) {
            Thread.sleep(100);
        }
        assertThat(condition.getAsBoolean()).as("%s", said).isTrue();
    }
}
