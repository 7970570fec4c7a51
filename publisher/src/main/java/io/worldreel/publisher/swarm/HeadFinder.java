package io.worldreel.publisher.swarm;

import io.worldreel.format.ByteString;
import io.worldreel.format.CorruptException;
import io.worldreel.format.ForkException;
import io.worldreel.format.head.Head;
import io.worldreel.format.head.HeadTrust;
import io.worldreel.format.head.Judgement;
import io.worldreel.format.head.SignedHead;
import io.worldreel.format.key.PublisherKey;
import io.worldreel.format.path.RelativePath;
import io.worldreel.publisher.dht.HeadPointer;
import io.worldreel.publisher.dht.ItemClient;
import io.worldreel.publisher.dht.MutableItem;
import io.worldreel.publisher.engine.Engine;
import io.worldreel.publisher.engine.TorrentRequest;
import io.worldreel.publisher.torrent.FileHashes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Finds the newest head of a publication: asks the DHT for the pointer, fetches the head that it names, looks at what mirrors have, and judges it. Each lie is reported
 * once. Confined to one thread.
 */
public final class HeadFinder {
    private static final RelativePath HEAD = RelativePath.parse("head.json");

    private final ItemClient dht;
    private final Engine engine;
    private final PublicationTorrents torrents;
    private final WebMirrors mirrors;
    private final HeadTrust trust;
    private final PublisherKey pinned;
    private final Duration patience;
    private final Consumer<SwarmEvent> events;
    private final Set<String> reported = new HashSet<>();
    private final List<MutableItem> passed = new ArrayList<>();
    private Optional<MutableItem> item;

    /**
     * @param item that pointed to a head before, if that is known
     * @param patience for peers to deliver a head
     */
    public HeadFinder(ItemClient dht, Engine engine, PublicationTorrents torrents, PublisherKey pinned, HeadTrust trust,
            Optional<MutableItem> item, Duration patience, Consumer<SwarmEvent> events) {
        this.dht = dht;
        this.engine = engine;
        this.torrents = torrents;
        this.mirrors = new WebMirrors(torrents.mirrors());
        this.pinned = pinned;
        this.trust = trust;
        this.item = item;
        this.patience = patience;
        this.events = events;
    }

    /** The item that pointed to a head last. */
    public Optional<MutableItem> item() {
        return item;
    }

    /** Items that led from a key to the one after it. */
    public List<MutableItem> passed() {
        return List.copyOf(passed);
    }

    /** Whom this finder believes. */
    public HeadTrust trust() {
        return trust;
    }

    /**
     * Looks once: in the DHT, and at the mirrors for something newer.
     *
     * @return the head that is new and accepted; empty if there is none
     * @throws IOException if nobody answers, or nobody has the head that the DHT points to
     */
    public Optional<SignedHead> look(ByteString salt) throws IOException, InterruptedException {
        Optional<IOException> alone = Optional.empty();
        Optional<SignedHead> found = Optional.empty();
        try {
            found = lookAmongPeers(salt);
        } catch (IOException nobody) {
            alone = Optional.of(nobody);
        }
        var newer = lookAtMirrors();
        if (alone.isPresent() && newer.isEmpty() && (mirrors.folders().isEmpty() || trust.followed().isEmpty())) {
            throw alone.get();
        }
        return newer.isPresent() ? newer : found;
    }

    private Optional<SignedHead> lookAmongPeers(ByteString salt) throws IOException, InterruptedException {
        PublisherKey key = trust.followed().map(head -> head.head().key()).orElse(pinned);
        var found = dht.get(key, salt);
        found.refused().forEach(this::refuse);
        if (found.newest().isEmpty()) {
            throw new IOException(found.nodes() == 0
                    ? "no node of the DHT answers"
                    : "none of " + found.nodes() + " nodes of the DHT knows this publication");
        }
        return follow(successors(found.newest().get(), salt));
    }

    /** Goes on from a key that has handed the publication over, as long as the DHT knows the key that comes after it. */
    private MutableItem successors(MutableItem item, ByteString salt) throws InterruptedException {
        MutableItem last = item;
        for (int handovers = 0; handovers < Head.MOST_HANDOVERS; handovers++) {
            var next = successor(last);
            if (next.isPresent() && !passed.contains(last)) {
                passed.add(last);
            }
            var found = next.isEmpty() ? Optional.<MutableItem>empty() : dht.get(next.get(), salt).newest();
            if (found.isEmpty()) {
                return last;
            }
            last = found.get();
        }
        return last;
    }

    private static Optional<PublisherKey> successor(MutableItem item) {
        try {
            return HeadPointer.of(item.value()).successor();
        } catch (CorruptException pointsNowhere) {
            return Optional.empty(); // which is said when it is followed
        }
    }

    private Optional<SignedHead> lookAtMirrors() {
        Optional<SignedHead> newest = Optional.empty();
        for (URI mirror : mirrors.folders()) {
            try {
                byte[] bytes = WebMirrors.read(mirror, HEAD, SignedHead.MOST_BYTES);
                var accepted = judge(mirror + "head.json", bytes, lagging -> {});
                newest = accepted.isPresent() ? accepted : newest;
            } catch (IOException unreachable) {
                // Another one, or a peer, may have it.
            }
        }
        return newest;
    }

    private Optional<SignedHead> follow(MutableItem candidate) throws IOException, InterruptedException {
        long known = trust.followed().map(head -> head.head().seq()).orElse(0L);
        HeadPointer pointer;
        try {
            pointer = HeadPointer.of(candidate.value());
        } catch (CorruptException pointsNowhere) {
            refuse(String.valueOf(pointsNowhere.getMessage()));
            return Optional.empty();
        }
        boolean same = trust.followed().filter(head -> head.sha256().equals(pointer.head())).isPresent();
        if (same) {
            item = Optional.of(candidate);
            return Optional.empty();
        }
        if (candidate.seq() < known) {
            // Who heard of the head that is followed at a mirror may be ahead of the DHT, but the DHT itself never goes back.
            if (item.filter(before -> candidate.seq() < before.seq()).isPresent()) {
                refuse("the DHT points back to head " + candidate.seq() + "; head " + known
                        + " is followed: somebody replays an old one, or the nodes that have the new one are gone");
            }
            return Optional.empty();
        }
        var accepted = judge("head " + candidate.seq(), fetch(candidate, pointer), this::refuse);
        if (accepted.isPresent()) {
            item = Optional.of(candidate);
        }
        return accepted;
    }

    private Optional<SignedHead> judge(String from, byte[] bytes, Consumer<String> rollbacks) {
        return switch (trust.offer(from, bytes, this::earlier)) {
            case Judgement.Accepted(SignedHead head, boolean chained) -> {
                events.accept(new SwarmEvent.Accepted(head.head(), chained));
                yield Optional.of(head);
            }
            case Judgement.Known sameAgain -> Optional.empty();
            case Judgement.Rollback(String reason) -> {
                rollbacks.accept(from + ": " + reason);
                yield Optional.empty();
            }
            case Judgement.Refused(String reason) -> refused(from + ": " + reason);
            case Judgement.Fork fork -> refused(String.valueOf(new ForkException(fork.reason()).getMessage()));
        };
    }

    private byte[] fetch(MutableItem candidate, HeadPointer pointer) throws IOException, InterruptedException {
        TorrentRequest request = torrents.fetchHead(candidate.seq(), pointer.infohash());
        try {
            engine.hold(request).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException nobody) {
            engine.drop(request.id());
            throw new IOException("nobody has head " + candidate.seq() + ", to which the DHT points", nobody);
        } catch (ExecutionException failed) {
            throw new IOException(failed.getCause() == null ? failed.getMessage() : failed.getCause().getMessage(),
                    failed);
        }
        Path file = request.folder().resolve(request.fileName());
        byte[] bytes = Files.readAllBytes(file);
        if (!ByteString.of(FileHashes
                .of(bytes, SignedHead.MOST_BYTES).sha256().toArray()).equals(pointer.head())) {
            engine.drop(request.id());
            Files.deleteIfExists(file);
            throw new IOException("head " + candidate.seq() + " is not the one that the pointer in the DHT names");
        }
        return bytes;
    }

    /** Heads that came by before. */
    private Optional<byte[]> earlier(long seq) {
        Path file = torrents.folder().resolve("heads").resolve(PublicationTorrents.headFile(seq));
        try {
            if (Files.isRegularFile(file) && Files.size(file) <= SignedHead.MOST_BYTES) {
                return Optional.of(Files.readAllBytes(file));
            }
        } catch (IOException notReadable) {
            // a mirror may have it
        }
        // If nobody has, the head counts as not chained.
        return mirrors.find(RelativePath.parse("heads/" + PublicationTorrents.headFile(seq)), SignedHead.MOST_BYTES,
                Optional::of);
    }

    private Optional<SignedHead> refused(String reason) {
        refuse(reason);
        return Optional.empty();
    }

    private void refuse(String problem) {
        if (reported.size() < 1000 && reported.add(problem)) {
            events.accept(new SwarmEvent.Refused(problem));
        }
    }
}
