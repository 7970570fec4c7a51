package io.worldreel.publisher.dht;

import io.worldreel.format.ByteString;
import io.worldreel.publisher.bencode.BencodeValue;
import io.worldreel.publisher.bencode.BencodeValue.Dictionary;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * One walk through the DHT towards a target: the nearest nodes known are asked who is nearer, until the nearest {@value #NEAREST} that
 * answer have been asked. Confined to one thread.
 */
final class NodeSearch {
    /** Nodes that keep an item (Kademlia's k). */
    static final int NEAREST = 8;
    private static final int AT_ONCE = 6;
    private static final int MOST_ASKED = 200;
    private static final int ID_BYTES = 20;
    private static final int PORT_BYTES = 2;
    private static final long GRACE_MILLIS = 100;
    private static final long QUIET_MILLIS = 400;
    private static final Duration PATIENCE = Duration.ofMillis(1500);

    private final Krpc krpc;
    private final AddressFamily family;
    private final ByteString target;
    private final BiConsumer<NodeAddress, Dictionary> answers;
    private final Set<InetSocketAddress> silent;
    private final List<NodeAddress> candidates = new ArrayList<>();
    private final Set<InetSocketAddress> asked = new HashSet<>();
    private final List<NodeAddress> answered = new ArrayList<>();
    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    /** Asked, not heard of yet, and expected to answer; and the others. */
    private final Set<InetSocketAddress> awaited = new HashSet<>();
    private final Set<InetSocketAddress> unlikely = new HashSet<>();

    private record Heard(InetSocketAddress from, Dictionary answer) {}

    /**
     * @param family of the nodes that are asked
     * @param silent nodes that did not answer when they were asked last: nobody waits for them as long as others answer. Brought up to
     *     date, also by another thread
     * @param answers hears each answer to {@code get}, from whom
     */
    NodeSearch(Krpc krpc, AddressFamily family, ByteString target, Set<InetSocketAddress> silent,
            BiConsumer<NodeAddress, Dictionary> answers) {
        this.krpc = krpc;
        this.family = family;
        this.target = target;
        this.silent = silent;
        this.answers = answers;
    }

    /**
     * Walks.
     *
     * @param entries nodes to begin with
     * @return the nearest that answered, nearest first
     */
    List<NodeAddress> walk(Iterable<InetSocketAddress> entries) throws InterruptedException {
        entries.forEach(this::ask);
        while (!awaited.isEmpty() || (answered.isEmpty() && !unlikely.isEmpty())) {
            Heard next = heard.poll(patienceMillis(), TimeUnit.MILLISECONDS);
            if (next == null) {
                unlikely.addAll(awaited); // they are dead, or far away; should one answer all the same, it is heard
                awaited.clear();
                silent.addAll(unlikely);
                if (answered.isEmpty()) {
                    break;
                }
            } else {
                awaited.remove(next.from);
                unlikely.remove(next.from);
                take(next);
            }
            for (NodeAddress candidate : candidates) {
                if (awaited.size() >= AT_ONCE || asked.size() >= MOST_ASKED || isBeyondReach(candidate)) {
                    break;
                }
                ask(candidate.address());
            }
        }
        return answered.subList(0, Math.min(NEAREST, answered.size()));
    }

    /** How long a silence means that no answer is to come: not as long once somebody has answered. */
    private long patienceMillis() {
        return answered.isEmpty() ? PATIENCE.toMillis() : isFound() ? GRACE_MILLIS : QUIET_MILLIS;
    }

    /** Whether enough nodes have answered, and nobody who is nearer is known and was not asked. */
    private boolean isFound() {
        return answered.size() >= NEAREST && candidates.stream()
                .allMatch(candidate -> asked.contains(candidate.address()) || isBeyondReach(candidate));
    }

    /** Candidates stand nearest first: once enough nearer ones have answered, nobody needs to ask on. */
    private boolean isBeyondReach(NodeAddress candidate) {
        return answered.size() >= NEAREST
                && nearer().compare(answered.get(NEAREST - 1), candidate) < 0;
    }

    private void ask(InetSocketAddress node) {
        if (asked.add(node)) {
            (silent.contains(node) ? unlikely : awaited).add(node);
            var want = new BencodeValue.Items(List.of(BencodeValue.of(family.want())));
            var _ = krpc.ask(node, "get", Dictionary.EMPTY.with("target", target).with("want", want), PATIENCE)
                    .whenComplete((answer, problem) -> {
                        if (answer == null) {
                            silent.add(node);
                        } else {
                            silent.remove(node); // even if nobody waits for it any more
                        }
                        heard.add(new Heard(node, answer == null ? Dictionary.EMPTY : answer));
                    });
        }
    }

    private void take(Heard next) {
        try {
            var reply = next.answer.dictionary("r").orElse(Dictionary.EMPTY);
            var id = reply.bytes("id").filter(bytes -> bytes.length() == ID_BYTES);
            if (id.isEmpty()) {
                return; // silent, or an error
            }
            var node = new NodeAddress(id.get(), next.from);
            answered.add(node);
            answered.sort(nearer());
            byte[] compact = reply.bytes(family.nodes()).orElse(ByteString.EMPTY).toArray();
            int each = ID_BYTES + family.bytes() + PORT_BYTES;
            for (int at = 0; at + each <= compact.length; at += each) {
                candidate(Arrays.copyOfRange(compact, at, at + each));
            }
            candidates.sort(nearer());
            answers.accept(node, reply);
        } catch (io.worldreel.format.CorruptException | UnknownHostException nonsense) {
            // A node that talks nonsense is passed over; others are asked.
        }
    }

    /** @param compact id, address and port, as the DHT writes them */
    private void candidate(byte[] compact) throws UnknownHostException {
        int end = ID_BYTES + family.bytes();
        var address = InetAddress.getByAddress(Arrays.copyOfRange(compact, ID_BYTES, end));
        int port = (compact[end] & 0xff) << 8 | (compact[end + 1] & 0xff);
        var node = new NodeAddress(ByteString.of(compact, 0, ID_BYTES), new InetSocketAddress(address, port));
        if (port != 0 && family.holds(node.address()) && !asked.contains(node.address())
                && !candidates.contains(node)) {
            candidates.add(node);
        }
    }

    private Comparator<NodeAddress> nearer() {
        return Comparator.comparing(node -> distance(node.id()));
    }

    private ByteString distance(ByteString id) {
        byte[] xor = id.toArray();
        byte[] to = target.toArray();
        for (int i = 0; i < xor.length; i++) {
            xor[i] ^= to[i];
        }
        return ByteString.of(xor);
    }
}
