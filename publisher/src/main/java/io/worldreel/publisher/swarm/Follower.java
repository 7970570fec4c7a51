package io.worldreel.publisher.swarm;

import io.worldreel.format.FormatException;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.head.CatalogLink;
import io.worldreel.format.head.SignedHead;
import io.worldreel.format.path.RelativePath;
import io.worldreel.format.publication.CatalogReader;
import io.worldreel.format.publication.PageSource;
import io.worldreel.format.publication.PublishedChunk;
import io.worldreel.publisher.dht.ItemClient;
import io.worldreel.publisher.dht.MutableMagnet;
import io.worldreel.publisher.engine.Engine;
import io.worldreel.publisher.engine.TorrentRequest;
import io.worldreel.publisher.engine.TorrentRequest.Purpose;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Mirrors a publication into a folder and seeds it on. {@link #look} now and then finds a new head,
 * {@link #settle} often takes in what has arrived; the rest goes on by itself. Confined to one thread.
 */
public final class Follower implements AutoCloseable {
    private final FollowConfig config;
    private final Engine engine;
    private final FollowedFolder folder;
    private final PublicationTorrents torrents;
    private final FollowedHeads heads;
    private final Consumer<SwarmEvent> events;
    private final Deque<PublishedChunk> wanted = new ArrayDeque<>();
    private final Map<PublishedChunk, CompletableFuture<Void>> underWay = new LinkedHashMap<>();
    private Optional<SignedHead> unfinished = Optional.empty();
    private boolean listed;
    private boolean whole = true;
    private boolean current;
    private boolean settled;

    /**
     * Goes on in a folder, or begins.
     *
     * @param announcer keeps the publication's item in the DHT
     * @param events hears what happens, on the calling thread
     * @throws IOException if the folder cannot be used
     */
    public static Follower open(MutableMagnet magnet, Path folder, FollowConfig config, Engine engine, ItemClient dht,
            Announcer announcer, Consumer<SwarmEvent> events) throws IOException {
        var opened = FollowedFolder.open(folder);
        boolean usable = false;
        try {
            var follower = new Follower(magnet, opened, config, engine, dht, announcer, events);
            follower.resume();
            usable = true;
            return follower;
        } finally {
            if (!usable) {
                opened.close();
            }
        }
    }

    private Follower(MutableMagnet magnet, FollowedFolder folder, FollowConfig config, Engine engine, ItemClient dht,
            Announcer announcer, Consumer<SwarmEvent> events) throws IOException {
        this.config = config;
        this.engine = engine;
        this.folder = folder;
        this.events = events;
        this.torrents = new PublicationTorrents(folder.root(), magnet.trackers(), magnet.mirrors());
        this.heads = FollowedHeads.open(magnet, folder.accepted(), torrents, engine, dht, announcer, config.patience(),
                events);
    }

    /** Seeds what is here already, and goes on with what was not finished. */
    private void resume() throws IOException {
        for (ChunkInfo chunk : folder.chunks()) {
            seed(chunk);
        }
        heads.newest().ifPresent(this::begin);
    }

    private void seed(ChunkInfo chunk) throws IOException {
        if (config.v1()) {
            folder.addV1(chunk, torrents.trackers());
        }
        torrents.seedChunk(chunk.chunk()).forEach(engine::seed);
    }

    private void begin(SignedHead head) {
        CatalogReader.requireArchive(head.head());
        unfinished = Optional.of(head);
        listed = false;
        whole = true;
        current = false;
        settled = false;
    }

    /** Whether all that the newest head vouches for, and that is to be kept, is here. */
    public boolean isCurrent() {
        return current;
    }

    /** Whether nothing more is to be had of the newest head: all is here, or what is missing was refused. */
    public boolean isSettled() {
        return settled;
    }

    /**
     * Asks the DHT for a new head; says so if nobody answers.
     *
     * @throws IOException if the folder cannot be written to
     */
    public void look() throws IOException, InterruptedException {
        heads.look().ifPresent(this::begin);
    }

    /**
     * Takes in what has arrived, and asks for more.
     *
     * @throws IOException if the folder cannot be written to
     */
    public void settle() throws IOException {
        if (unfinished.isPresent() && !listed) {
            list(unfinished.get());
        }
        while (!wanted.isEmpty() && underWay.size() < config.atOnce()) {
            PublishedChunk next = wanted.remove();
            underWay.put(next, engine.hold(request(next)));
        }
        for (var each : List.copyOf(underWay.entrySet())) {
            if (each.getValue().isDone()) {
                underWay.remove(each.getKey());
                take(each.getKey(), each.getValue());
            }
        }
        if (unfinished.isPresent() && listed && wanted.isEmpty() && underWay.isEmpty()) {
            finish(unfinished.get());
        }
    }

    /** A mirror that has the chunk's torrent serves the chunk without any peer. */
    private TorrentRequest request(PublishedChunk chunk) {
        return new WebMirrors(torrents.mirrors())
                .find(RelativePath.parse("torrents/" + chunk.info().chunk() + ".torrent"),
                        PublicationTorrents.torrentBytes(chunk), bytes -> torrents.chunk(chunk, bytes))
                .orElseGet(() -> torrents.chunk(chunk, Purpose.FETCH));
    }

    /** What is wanted of the head that was accepted last, as soon as its pages can be had. */
    private void list(SignedHead head) throws IOException {
        try {
            long from = config.from(head.head().toNanos());
            Set<String> known = new HashSet<>(folder.chunks().stream().map(ChunkInfo::chunk).toList());
            underWay.keySet().forEach(chunk -> known.add(chunk.info().chunk()));
            wanted.clear();
            new CatalogReader(new Pages()).overlapping(head.head(), from, Long.MAX_VALUE).stream()
                    .filter(chunk -> !known.contains(chunk.info().chunk()))
                    .sorted(Comparator.comparingLong((PublishedChunk chunk) -> chunk.info().toNanos()).reversed())
                    .forEach(wanted::add);
            listed = true;
        } catch (FormatException | IOException trouble) {
            events.accept(new SwarmEvent.Waiting(String.valueOf(trouble.getMessage())));
        }
    }

    private void take(PublishedChunk chunk, CompletableFuture<Void> arrival) throws IOException {
        try {
            arrival.get();
            List<ChunkInfo> replaced = folder.take(chunk);
            seed(chunk.info());
            events.accept(new SwarmEvent.Arrived(chunk.info()));
            giveUp(replaced);
        } catch (ExecutionException | FormatException refused) {
            engine.drop(torrents.chunk(chunk, Purpose.FETCH).id());
            events.accept(new SwarmEvent.Refused("chunk " + chunk.info().chunk() + ": " + refused.getMessage()));
            whole = false; // it is asked for again with the next head
        } catch (InterruptedException impossible) {
            throw new IllegalStateException("what is done is not waited for", impossible);
        }
    }

    private void finish(SignedHead head) throws IOException {
        if (whole) {
            folder.complete(head);
        }
        unfinished = Optional.empty();
        current = whole;
        settled = true;
        long from = config.from(head.head().toNanos());
        List<ChunkInfo> old = folder.chunks().stream().filter(chunk -> chunk.toNanos() < from).toList();
        if (config.keep().isPresent() && !old.isEmpty()) {
            giveUp(old);
        }
    }

    private void giveUp(List<ChunkInfo> chunks) throws IOException {
        for (ChunkInfo chunk : chunks) {
            torrents.seedChunk(chunk.chunk()).forEach(seed -> engine.drop(seed.id()));
        }
        folder.remove(chunks);
        chunks.forEach(chunk -> events.accept(new SwarmEvent.Removed(chunk)));
    }

    /** Pages from the folder, or else from peers. */
    private final class Pages implements PageSource {
        @Override
        public void ahead(List<CatalogLink> pages) {
            for (CatalogLink page : pages) {
                var _ = engine.hold(torrents.linked(page, Purpose.FETCH));
            }
        }

        @Override
        public byte[] read(RelativePath path, int most) throws IOException {
            return folder.read(path, most).orElseThrow(() -> new IOException("page " + path + " is not here yet"));
        }

        @Override
        public byte[] read(CatalogLink link) throws IOException {
            var kept = folder.read(link.path(), (int) link.size() + 1).filter(link::vouchesFor);
            TorrentRequest request = torrents.linked(link, kept.isPresent() ? Purpose.SEED : Purpose.FETCH);
            var arrival = engine.hold(request);
            if (kept.isPresent()) {
                return kept.get();
            }
            try {
                arrival.get(config.patience().toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException nobody) {
                throw new IOException("nobody has page " + link.path() + " of the catalog", nobody);
            } catch (ExecutionException | InterruptedException failed) {
                throw new IOException("page " + link.path() + ": " + failed.getMessage(), failed);
            }
            return read(link.path(), (int) link.size() + 1);
        }
    }

    @Override
    public void close() throws IOException {
        try (heads) {
            folder.close();
        }
    }
}
