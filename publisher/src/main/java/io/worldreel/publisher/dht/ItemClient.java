package io.worldreel.publisher.dht;

import io.worldreel.format.ByteString;
import io.worldreel.format.CorruptException;
import io.worldreel.format.key.PublisherKey;
import io.worldreel.publisher.bencode.BencodeValue;
import io.worldreel.publisher.bencode.BencodeValue.Dictionary;
import io.worldreel.publisher.bencode.BencodeWriter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * Gets and puts mutable items of the DHT (BEP 44), by asking its nodes. A get asks all nodes that should have the item and takes the highest
 * number; a put says which number it follows, so that two who publish with one key cannot overwrite each other unseen. One call at a time.
 */
public final class ItemClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MOST_ENTRIES = 64;
    private static final int MOST_SILENT = 10_000;

    private final Krpc krpc;
    private final Set<InetSocketAddress> entries = new LinkedHashSet<>();
    private final Set<InetSocketAddress> silent = ConcurrentHashMap.newKeySet();

    /**
     * What the DHT says.
     *
     * @param newest the item with the highest number of those that are signed rightly
     * @param nodes how many of the nodes that should have it answered
     * @param refused what others said that is not to be believed: wrong signatures, values that are too large, no canonical bencode
     */
    public record Found(Optional<MutableItem> newest, int nodes, List<String> refused) {
        public Found {
            refused = List.copyOf(refused);
        }
    }

    /**
     * What became of a put.
     *
     * @param stored nodes that keep the item now
     * @param other an item that was found in its place; then nothing was put
     * @param refused what others said
     */
    public record Put(int stored, Optional<MutableItem> other, List<String> refused) {
        public Put {
            refused = List.copyOf(refused);
        }
    }

    private record Holder(NodeAddress node, Optional<ByteString> token) {}

    private record Search(Optional<MutableItem> newest, List<Holder> holders, List<String> refused) {}

    /** @param from the address that is asked from; port 0 for any */
    public ItemClient(InetSocketAddress from, RandomGenerator random) throws IOException {
        krpc = new Krpc(from, random);
    }

    /** Nodes to begin at; those that were there before are kept, up to a bound. */
    public synchronized void addEntries(Collection<InetSocketAddress> nodes) {
        for (InetSocketAddress node : nodes) {
            if (entries.size() < MOST_ENTRIES) {
                entries.add(node);
            }
        }
    }

    /** Asks until the nodes nearest to the item have answered. */
    public synchronized Found get(PublisherKey key, ByteString salt) throws InterruptedException {
        var search = search(key, salt);
        return new Found(search.newest, search.holders.size(), search.refused);
    }

    /**
     * Puts an item to the nodes that should have it, in the place of the one that is there.
     *
     * @param owner whether nobody else may put items under its key: then nothing is put if what is there has a higher number, or the same and is
     *     another one; nor do nodes take it that have gone beyond what was found
     */
    public synchronized Put put(MutableItem item, boolean owner) throws InterruptedException {
        var search = search(item.key(), item.salt());
        if (!owner) {
            return put(item, OptionalLong.empty(), search);
        }
        var other = search.newest.filter(found -> found.seq() > item.seq()
                || (found.seq() == item.seq() && !found.value().equals(item.value())));
        return other.isPresent()
                ? new Put(0, other, search.refused)
                : put(item, search.newest.map(found -> OptionalLong.of(found.seq())).orElse(OptionalLong.empty()),
                        search);
    }

    /** @param follows the number that a node must not have gone beyond */
    synchronized Put put(MutableItem item, OptionalLong follows) throws InterruptedException {
        return put(item, follows, search(item.key(), item.salt()));
    }

    private Put put(MutableItem item, OptionalLong follows, Search search) {
        Map<NodeAddress, CompletableFuture<Dictionary>> asked = new LinkedHashMap<>();
        for (Holder holder : search.holders) {
            holder.token.ifPresent(token -> asked.put(holder.node, krpc.ask(holder.node.address(), "put",
                    arguments(item, follows).with("token", token), PATIENCE)));
        }
        int stored = 0;
        Set<String> refused = new LinkedHashSet<>(search.refused);
        for (var each : asked.entrySet()) {
            var answer = each.getValue().handle((reply, silent) -> reply == null ? Dictionary.EMPTY : reply).join();
            if (answer.get("e").isPresent()) { // libtorrent sends its errors with an empty reply beside them
                refused.add(error(answer));
            } else if (answer.get("r").isPresent()) {
                stored++;
            }
        }
        return new Put(stored, Optional.empty(), List.copyOf(refused));
    }

    private static Dictionary arguments(MutableItem item, OptionalLong follows) {
        var arguments = Dictionary.EMPTY.with("k", item.key().bytes()).with("seq", item.seq())
                .with("sig", item.signature()).with("v", item.value());
        if (item.salt().length() > 0) {
            arguments = arguments.with("salt", item.salt());
        }
        return follows.isPresent() ? arguments.with("cas", follows.getAsLong()) : arguments;
    }

    /** In both networks, as far as somebody is known there. */
    private Search search(PublisherKey key, ByteString salt) throws InterruptedException {
        List<Holder> holders = new ArrayList<>();
        List<MutableItem> items = new ArrayList<>();
        Set<String> refused = new LinkedHashSet<>();
        for (AddressFamily family : AddressFamily.values()) {
            var known = entries.stream().filter(family::holds).toList();
            if (!known.isEmpty()) {
                var found = search(family, known, key, salt);
                holders.addAll(found.holders);
                found.newest.ifPresent(items::add);
                refused.addAll(found.refused);
            }
        }
        return new Search(newest(items), holders, List.copyOf(refused));
    }

    private Search search(AddressFamily family, List<InetSocketAddress> known, PublisherKey key, ByteString salt)
            throws InterruptedException {
        if (silent.size() > MOST_SILENT) {
            silent.clear();
        }
        Map<NodeAddress, Optional<ByteString>> tokens = new LinkedHashMap<>();
        List<MutableItem> items = new ArrayList<>();
        Set<String> refused = new LinkedHashSet<>();
        var walk = new NodeSearch(krpc, family, MutableItem.target(key, salt), silent, (node, reply) -> {
            tokens.put(node, reply.bytes("token"));
            try {
                item(key, salt, reply).ifPresent(items::add);
            } catch (CorruptException lie) {
                refused.add("node " + node.address() + ": " + lie.getMessage());
            }
        });
        var holders = walk.walk(known).stream()
                .map(node -> new Holder(node, tokens.getOrDefault(node, Optional.empty()))).toList();
        return new Search(newest(items), holders, List.copyOf(refused));
    }

    private static Optional<MutableItem> newest(List<MutableItem> items) {
        return items.stream().max(Comparator.comparingLong(MutableItem::seq));
    }

    private static Optional<MutableItem> item(PublisherKey key, ByteString salt, Dictionary reply) {
        var value = reply.get("v");
        var signature = reply.bytes("sig");
        var seq = reply.integer("seq");
        if (value.isEmpty() || signature.isEmpty() || seq.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(MutableItem.read(key, salt, seq.get(), BencodeWriter.write(value.get()), signature.get()));
    }

    private static String error(Dictionary answer) {
        var parts = answer.items("e").orElse(List.of());
        long code = !parts.isEmpty() && parts.getFirst() instanceof BencodeValue.Int(long number) ? number : 0;
        return switch ((int) code) {
            case 301 -> "a node has another item than the one that this follows: somebody else publishes with this key";
            case 302 -> "a node has an item with a higher number: somebody else publishes with this key";
            case 205 -> "a node finds the item too large";
            case 206 -> "a node does not accept the signature";
            default -> "a node refuses the item with error " + code;
        };
    }

    @Override
    public void close() throws IOException {
        krpc.close();
    }
}
