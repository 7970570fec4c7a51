package io.worldreel.publisher.share;

import io.worldreel.format.CorruptException;
import io.worldreel.format.FormatException;
import io.worldreel.format.head.SignedHead;
import io.worldreel.format.publication.PublishedVersion;
import io.worldreel.format.publication.VersionList;
import io.worldreel.publisher.bencode.BencodeLimits;
import io.worldreel.publisher.dht.MutableMagnet;
import io.worldreel.publisher.engine.TorrentRequest;
import io.worldreel.publisher.engine.TorrentRequest.Purpose;
import io.worldreel.publisher.engine.TorrentStatus;
import io.worldreel.publisher.swarm.Announcer;
import io.worldreel.publisher.swarm.FollowedHeads;
import io.worldreel.publisher.swarm.PublicationTorrents;
import io.worldreel.publisher.swarm.Swarm;
import io.worldreel.publisher.swarm.SwarmEvent;
import io.worldreel.publisher.torrent.Metainfo;
import io.worldreel.publisher.torrent.TorrentVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Fetches shared files into a folder, follows their versions, and seeds on the one that is there. {@link #look} now and then finds a new head,
 * {@link #settle} often goes on with what has arrived. Confined to one thread.
 */
public final class Fetcher implements AutoCloseable {
    private final FetchConfig config;
    private final MutableMagnet magnet;
    private final Swarm swarm;
    private final FetchedFolder folder;
    private final PublicationTorrents torrents;
    private final FollowedHeads heads;
    private final Consumer<SwarmEvent> events;
    private Stage stage = new Stage.Idle();
    private Optional<String> seeded = Optional.empty();
    private boolean current;

    /** What is waited for. */
    private sealed interface Stage {
        record Idle() implements Stage {}

        record Listing(SignedHead head, Arrival list) implements Stage {}

        record Describing(PublishedVersion version, Arrival description) implements Stage {}

        record Filling(PublishedVersion version, Metainfo torrent, FetchPlan plan, Arrival files) implements Stage {}
    }

    /** Something that peers are to bring, and by when somebody should have. */
    private record Arrival(TorrentRequest request, CompletableFuture<Void> whole, String what, long deadline) {}

    /**
     * Goes on in a folder, or begins.
     *
     * @param announcer keeps the publication's item in the DHT
     * @param events hears what happens, on the calling thread
     * @throws IOException if the folder cannot be used
     */
    public static Fetcher open(MutableMagnet magnet, Path folder, FetchConfig config, Swarm swarm,
            Announcer announcer, Consumer<SwarmEvent> events) throws IOException {
        var opened = FetchedFolder.open(folder);
        boolean usable = false;
        try {
            var fetcher = new Fetcher(magnet, opened, config, swarm, announcer, events);
            fetcher.heads.newest().ifPresent(fetcher::begin);
            usable = true;
            return fetcher;
        } finally {
            if (!usable) {
                opened.close();
            }
        }
    }

    private Fetcher(MutableMagnet magnet, FetchedFolder folder, FetchConfig config, Swarm swarm, Announcer announcer,
            Consumer<SwarmEvent> events) throws IOException {
        this.config = config;
        this.magnet = magnet;
        this.swarm = swarm;
        this.folder = folder;
        this.events = events;
        this.torrents = new PublicationTorrents(folder.state(), magnet.trackers(), List.of());
        this.heads = FollowedHeads.open(magnet, folder.accepted(), torrents, swarm.engine(), swarm.dht(), announcer,
                config.patience(), events);
    }

    /** Whether the version that is wanted is here. */
    public boolean isCurrent() {
        return current;
    }

    /**
     * Asks the DHT for a new head; says so if nobody answers.
     *
     * @throws IOException if the folder cannot be written to
     */
    public void look() throws IOException, InterruptedException {
        heads.look().ifPresent(this::begin);
    }

    private void begin(SignedHead head) {
        if (!VersionList.isOf(head.head())) {
            throw new FetchException("fetching " + magnet + ": it is the link of an archive; 'worldreel follow' takes"
                    + " it");
        }
        if (stage instanceof Stage.Filling(var version, var torrent, var plan, var files)) {
            swarm.engine().drop(files.request().id()); // what came of it is found again
        }
        boolean settled = config.version().isPresent() && current;
        if (!settled) {
            current = false;
            stage = new Stage.Listing(head, arrival(torrents.linked(head.head().catalog(), Purpose.FETCH),
                    "the list of versions of head " + head.head().seq()));
        }
    }

    private Arrival arrival(TorrentRequest request, String what) {
        return new Arrival(request, swarm.engine().hold(request), what,
                System.nanoTime() + config.patience().toNanos());
    }

    /**
     * Goes on with what has arrived.
     *
     * @return a version that is here now, all of it
     * @throws IOException if the folder cannot be written to
     * @throws FetchException if what is wanted can never be had
     */
    public Optional<FetchReport> settle() throws IOException, InterruptedException {
        return switch (stage) {
            case Stage.Idle idle -> Optional.empty();
            case Stage.Listing(var head, var list) -> {
                if (hasCome(list)) {
                    choose(head);
                } else {
                    stage = again(list).<Stage>map(later -> new Stage.Listing(head, later)).orElse(stage);
                }
                yield Optional.empty();
            }
            case Stage.Describing(var version, var description) -> {
                if (hasCome(description)) {
                    plan(version);
                } else {
                    stage = again(description).<Stage>map(later -> new Stage.Describing(version, later)).orElse(stage);
                }
                yield Optional.empty();
            }
            case Stage.Filling(var version, var torrent, var plan, var files) -> {
                if (hasCome(files)) {
                    yield Optional.of(install(version, torrent, plan, files));
                }
                stage = again(files).<Stage>map(later -> new Stage.Filling(version, torrent, plan, later))
                        .orElse(stage);
                yield Optional.empty();
            }
        };
    }

    /** How far the files of a version are, while they come. */
    public Optional<FetchProgress> progress() {
        return stage instanceof Stage.Filling(var version, var torrent, var plan, var files)
                ? status(files).map(status -> new FetchProgress(version.seq(), status.doneBytes(),
                        torrent.totalLength()))
                : Optional.empty();
    }

    private boolean hasCome(Arrival arrival) {
        if (arrival.whole().isCompletedExceptionally()) {
            String why = String.valueOf(arrival.whole().exceptionNow().getMessage());
            events.accept(new SwarmEvent.Refused(arrival.what() + ": " + why));
            stage = new Stage.Idle(); // the next head may do better
            return false;
        }
        return arrival.whole().isDone();
    }

    /** Says that nobody has it, once in a while. */
    private Optional<Arrival> again(Arrival arrival) {
        if (arrival.whole().isDone() || System.nanoTime() < arrival.deadline()) {
            return Optional.empty();
        }
        status(arrival).filter(status -> status.receivedBytes() == 0)
                .ifPresent(status -> events.accept(new SwarmEvent.Waiting("nobody has brought " + arrival.what() + ": "
                        + status.peers() + " peers are connected")));
        return Optional.of(new Arrival(arrival.request(), arrival.whole(), arrival.what(),
                System.nanoTime() + config.patience().toNanos()));
    }

    private Optional<TorrentStatus> status(Arrival arrival) {
        try {
            return Optional.of(swarm.engine().look(arrival.request().id()).get(1, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException | InterruptedException unknown) {
            return Optional.empty();
        }
    }

    private void choose(SignedHead head) throws IOException {
        try {
            var list = VersionList.decode(head.head(),
                    folder.read(head.head().catalog().path(), VersionList.MOST_BYTES).orElseThrow());
            long wanted = config.version().orElse(list.newest().seq());
            var version = list.version(wanted)
                    .orElseThrow(() -> new FetchException("fetching version " + wanted + " of "
                            + head.head().world() + ": there is none of this number, but "
                            + numbers(list.versions().stream().map(PublishedVersion::seq).toList())));
            if (version.torrent().size() > BencodeLimits.METAINFO.bytes()) {
                throw new CorruptException("its description has " + version.torrent().size()
                        + " bytes");
            }
            stage = new Stage.Describing(version, arrival(torrents.linked(version.torrent(), Purpose.FETCH),
                    "what version " + version.seq() + " consists of"));
        } catch (FormatException lie) {
            refuse(String.valueOf(lie.getMessage()));
        }
    }

    private static String numbers(List<Long> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private void refuse(String problem) {
        events.accept(new SwarmEvent.Refused(problem));
        stage = new Stage.Idle();
    }

    private void plan(PublishedVersion version) throws IOException {
        try {
            var path = version.torrent().path();
            byte[] bytes = folder.read(path, (int) version.torrent().size()).orElseThrow();
            var torrent = Metainfo.read(path.toString(), bytes);
            requireHonest(version, torrent, bytes);
            if (folder.installed().seq() == version.seq() && folder.installed().isUnchanged(folder.root())) {
                settled(torrent);
                return;
            }
            var plan = FetchPlan.of(torrent, folder);
            var request = TorrentRequest.of(torrent, plan.placement(), Purpose.FETCH).foundBy(List.of(),
                    magnet.trackers());
            stage = new Stage.Filling(version, torrent, plan,
                    arrival(request, "the files of version " + version.seq()));
        } catch (FormatException lie) {
            refuse("version " + version.seq() + ": " + lie.getMessage());
        }
    }

    private static void requireHonest(PublishedVersion version, Metainfo torrent, byte[] bytes) {
        torrent.files().forEach(FetchedFolder::pathOf);
        if (!version.torrent().vouchesFor(bytes) || torrent.version() == TorrentVersion.V1
                || torrent.files().size() != version.files() || torrent.totalLength() != version.bytes()) {
            throw new CorruptException("it does not consist of what the publisher says");
        }
    }

    private FetchReport install(PublishedVersion version, Metainfo torrent, FetchPlan plan, Arrival files)
            throws IOException {
        long received = status(files).map(TorrentStatus::receivedBytes).orElse(0L);
        swarm.engine().drop(files.request().id());
        giveUpSeeding();
        int removed = folder.install(version, torrent, plan);
        settled(torrent);
        return new FetchReport(version, plan.newFiles(), received, removed);
    }

    private void settled(Metainfo torrent) throws IOException {
        var request = TorrentRequest.of(torrent, folder.placement(torrent), Purpose.SEED).foundBy(List.of(),
                magnet.trackers());
        swarm.engine().seed(request);
        seeded = Optional.of(request.id());
        stage = new Stage.Idle();
        current = true;
    }

    /** The files of the version before change. */
    private void giveUpSeeding() {
        seeded.ifPresent(swarm.engine()::drop);
        seeded = Optional.empty();
    }

    @Override
    public void close() throws IOException {
        try (heads) {
            folder.close();
        }
    }
}
