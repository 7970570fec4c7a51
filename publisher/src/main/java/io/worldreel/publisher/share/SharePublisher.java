package io.worldreel.publisher.share;

import io.worldreel.format.ByteString;
import io.worldreel.format.CorruptException;
import io.worldreel.format.head.CatalogLink;
import io.worldreel.format.head.SignedHead;
import io.worldreel.format.key.SigningKey;
import io.worldreel.format.path.RelativePath;
import io.worldreel.format.publication.PublishedVersion;
import io.worldreel.format.publication.VersionList;
import io.worldreel.publisher.bencode.BencodeLimits;
import io.worldreel.publisher.dht.ItemClient;
import io.worldreel.publisher.engine.Placement;
import io.worldreel.publisher.mirror.FolderStore;
import io.worldreel.publisher.mirror.HeadSeries;
import io.worldreel.publisher.mirror.PublishException;
import io.worldreel.publisher.swarm.HandoverItems;
import io.worldreel.publisher.torrent.FileHashes;
import io.worldreel.publisher.torrent.Metainfo;
import io.worldreel.publisher.torrent.TorrentBuilder;
import io.worldreel.publisher.torrent.TorrentSpec;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;

/**
 * Publishes files of any kind, version after version, into a folder of its own (FORMAT.md, "Shared files"): copies of the files, what each
 * version consists of, the list of versions and the head, which is written last. After a crash, look again. Confined to one thread.
 */
public final class SharePublisher implements AutoCloseable {
    /** Pieces grow with what is shared, so that its description stays small. */
    private static final int MOST_PIECES = 16_384;

    private static final int LARGEST_PIECE = 16 << 20;

    /** Lists that only heads of long ago lead to are removed. */
    private static final long KEPT_LISTS = 16;

    private final String name;
    private final FolderStore store;
    private final HeadSeries heads;
    private final SigningKey key;
    private final int keptVersions;
    private final Clock clock;
    private final ContentStore contents;
    private final Map<RelativePath, SharedFile> hashed = new HashMap<>();
    private final Map<RelativePath, FileHashes> hashes = new HashMap<>();
    private int pieceLength;
    private List<KeptVersion> kept = List.of();
    private Optional<VersionList> versions = Optional.empty();
    private Map<RelativePath, SharedFile> published = Map.of();
    private Map<RelativePath, SharedFile> changing = Map.of();

    private SharePublisher(String name, Path state, FolderStore store, HeadSeries heads, SigningKey key,
            int keptVersions, Clock clock) throws IOException {
        this.name = name;
        this.store = store;
        this.heads = heads;
        this.key = key;
        this.keptVersions = keptVersions;
        this.clock = clock;
        this.contents = new ContentStore(state.resolve("files"));
    }

    /**
     * Goes on with what was shared under {@code name}, or begins.
     *
     * @param name at most 64 bytes; a file name
     * @param state a folder of its own
     * @param keptVersions how many of the last versions can be had, at least 1
     * @throws PublishException if what is there is another's, or damaged
     */
    public static SharePublisher open(String name, Path state, SigningKey key, int keptVersions, Clock clock)
            throws IOException {
        var store = FolderStore.open(state);
        boolean usable = false;
        try {
            var heads = HeadSeries.open(store, key, ByteString.utf8(name));
            var publisher = new SharePublisher(name, state, store, heads, key, keptVersions, clock);
            publisher.resume();
            usable = true;
            return publisher;
        } catch (CorruptException damage) {
            throw new PublishException("sharing " + name + ": what was published before, in " + state
                    + ", is damaged: " + damage.getMessage() + "; restore it", damage);
        } finally {
            if (!usable) {
                store.close();
            }
        }
    }

    private void resume() throws IOException {
        if (heads.newest().isEmpty()) {
            return;
        }
        var head = heads.newest().get().head();
        if (!VersionList.isOf(head)) {
            throw new PublishException("sharing " + name + ": this key publishes an archive under that name");
        }
        var list = VersionList.decode(head, read(head.catalog().path(), VersionList.MOST_BYTES));
        versions = Optional.of(list);
        List<KeptVersion> found = new ArrayList<>();
        for (PublishedVersion version : last(list.versions())) {
            var bytes = store.read(version.torrent().path(), BencodeLimits.METAINFO.bytes());
            if (bytes.filter(version.torrent()::vouchesFor).isPresent()) {
                found.add(kept(version, Metainfo.read(version.torrent().path().toString(), bytes.get())));
            }
        }
        kept = found;
    }

    private <T> List<T> last(List<T> all) {
        return all.subList(Math.max(0, all.size() - keptVersions), all.size());
    }

    private KeptVersion kept(PublishedVersion version, Metainfo torrent) {
        return new KeptVersion(version, torrent, Placement.ofWhole(torrent.files().stream()
                .map(file -> contents.place(file.root().orElse(ByteString.EMPTY))).toList()));
    }

    private byte[] read(RelativePath path, int most) throws IOException {
        return store.read(path, most).orElseThrow(() -> new CorruptException(path + " is missing"));
    }

    public SigningKey key() {
        return key;
    }

    /** The newest head, if anything was shared yet. */
    public Optional<SignedHead> newestHead() {
        return heads.newest();
    }

    /** Keeps in the DHT what leads from the keys that this was shared by before to the present one. */
    public HandoverItems announceHandovers(ItemClient dht) throws IOException {
        return HandoverItems.announce(store, heads.newest(), dht);
    }

    /** What is shared already; empty if nothing is. */
    public Optional<ShareReport> everything() {
        return heads.newest().filter(head -> !kept.isEmpty())
                .map(head -> new ShareReport(head, kept, List.of(), 0));
    }

    /**
     * Looks once, and publishes a new version if the files are others than those of the newest. Except for the first time, they have to be the same
     * in two looks, so that nothing half-written is published.
     *
     * @return empty if nothing has changed, or it still changes
     * @throws IOException if a file cannot be read or shared, or changes meanwhile: look again
     */
    public Optional<ShareReport> look(SharedPaths paths, Progress progress) throws IOException {
        var now = paths.look();
        if (now.equals(published)) {
            return Optional.empty();
        }
        if (!published.isEmpty() && !now.equals(changing)) {
            changing = now;
            return Optional.empty();
        }
        var torrent = describe(now, progress);
        if (!paths.look().equals(now)) {
            contents.discard();
            hashed.clear();
            throw new IOException("the files change while they are read");
        }
        contents.settle();
        var report = publish(torrent);
        published = now;
        return report;
    }

    private Metainfo describe(Map<RelativePath, SharedFile> files, Progress progress) throws IOException {
        long total = files.values().stream().mapToLong(SharedFile::length).sum();
        int wanted = pieceLength(files.size(), total);
        if (wanted != pieceLength) {
            pieceLength = wanted;
            hashed.clear();
        }
        hashed.keySet().retainAll(files.keySet());
        long before = 0;
        SortedMap<RelativePath, FileHashes> all = TorrentBuilder.inTreeOrder();
        Set<RelativePath> programs = new HashSet<>();
        for (var each : files.entrySet()) {
            SharedFile file = each.getValue();
            if (!file.equals(hashed.get(each.getKey()))) {
                long from = before;
                hashes.put(each.getKey(), contents.take(file.file(), pieceLength,
                        (done, length) -> progress.at(from + done, total)));
                hashed.put(each.getKey(), file);
            }
            all.put(each.getKey(), hashes.get(each.getKey()));
            if (file.executable()) {
                programs.add(each.getKey());
            }
            before += file.length();
        }
        hashes.keySet().retainAll(files.keySet());
        return TorrentBuilder.ofFolder(name, all, programs, TorrentSpec.HYBRID.withPieceLength(pieceLength));
    }

    private static int pieceLength(int files, long bytes) {
        int length = TorrentSpec.PIECE_LENGTH;
        while (length < LARGEST_PIECE && bytes / length + files > MOST_PIECES) {
            length *= 2;
        }
        return length;
    }

    private Optional<ShareReport> publish(Metainfo torrent) throws IOException {
        if (!kept.isEmpty() && kept.getLast().torrent().infohashV2().equals(torrent.infohashV2())) {
            return Optional.empty();
        }
        long seq = heads.nextSeq();
        var link = CatalogLink.of(PublishedVersion.torrentPath(seq), torrent.bytes());
        long last = heads.newest().map(head -> head.head().toNanos()).orElse(Long.MIN_VALUE);
        long now = Math.max(last, nanos(clock.instant()));
        var version = new PublishedVersion(seq, now, torrent.files().size(), torrent.totalLength(), link);
        var list = versions.map(before -> before.with(version)).orElseGet(() -> new VersionList(List.of(version)));
        store.put(link.path(), torrent.bytes());
        byte[] bytes = list.encode();
        var path = VersionList.path(seq);
        store.put(path, bytes);
        long from = heads.newest().map(head -> head.head().fromNanos()).orElse(now);
        SignedHead head = heads.publish(name, CatalogLink.of(path, bytes), list.versions().size(), from, now);
        versions = Optional.of(list);
        return Optional.of(keep(head, kept(version, torrent)));
    }

    /** Takes the newest version in, and gives up those for which there is no room. */
    private ShareReport keep(SignedHead head, KeptVersion newest) throws IOException {
        Set<ByteString> known = roots(kept);
        long fresh = newest.torrent().files().stream().flatMap(file -> file.root().stream())
                .filter(root -> !known.contains(root)).count();
        List<KeptVersion> all = new ArrayList<>(kept);
        all.add(newest);
        kept = List.copyOf(last(all));
        List<KeptVersion> stale = all.subList(0, all.size() - kept.size());
        for (KeptVersion old : stale) {
            store.remove(old.version().torrent().path());
        }
        long unread = head.head().seq() - KEPT_LISTS;
        if (unread > 0) {
            store.remove(VersionList.path(unread));
        }
        contents.keepOnly(roots(kept));
        return new ShareReport(head, kept, stale, fresh);
    }

    private static Set<ByteString> roots(List<KeptVersion> versions) {
        Set<ByteString> roots = new HashSet<>();
        versions.forEach(each -> each.torrent().files().forEach(file -> file.root().ifPresent(roots::add)));
        return roots;
    }

    private static long nanos(Instant instant) {
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
