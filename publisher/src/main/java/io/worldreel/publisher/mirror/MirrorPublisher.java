package io.worldreel.publisher.mirror;

import io.worldreel.format.ByteString;
import io.worldreel.format.CorruptException;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Catalog;
import io.worldreel.format.archive.Chunk;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.head.CatalogLink;
import io.worldreel.format.head.SignedHead;
import io.worldreel.format.key.SigningKey;
import io.worldreel.format.path.RelativePath;
import io.worldreel.format.publication.CatalogReader;
import io.worldreel.format.publication.CatalogTree;
import io.worldreel.format.publication.PageLink;
import io.worldreel.format.publication.PageSource;
import io.worldreel.format.publication.PublishedChunk;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Publishes chunks of one archive to one mirror. What is new is copied: the chunk, its torrent, the pages on the
 * catalog's right edge, the head under its number, and head.json last, so that a reader sees the old publication or the
 * new one. After a failure or a crash, publish again: what arrived is not sent twice. A chunk costs the same however many there are, and so does
 * opening, where word was left of how far the publication has come; else it reads all that is published. Confined to one thread.
 */
public final class MirrorPublisher {

    private final ArchiveLayout archive;
    private final MirrorStore store;
    private final HeadSeries heads;
    private final ChunkPublisher chunkFiles;
    private final ReplacedChunks replacedBefore;
    private final SigningKey key;
    private Optional<Reached> reached;
    private final PublishedChunks published;
    private List<CatalogLink> stale = List.of();
    private List<PublishedChunk> replaced = List.of();
    private CatalogTree tree;

    private MirrorPublisher(ArchiveLayout archive, MirrorStore store, SigningKey key, HeadSeries heads,
            ChunkPublisher chunkFiles, ReplacedChunks replacedBefore) throws IOException {
        this.archive = archive;
        this.store = store;
        this.key = key;
        this.heads = heads;
        this.chunkFiles = chunkFiles;
        this.replacedBefore = replacedBefore;
        tree = edge();
        reached = heads.newest().isPresent()
                ? Reached.read(store, key.publicKey(), heads.newest().get().head())
                : Optional.empty();
        published = PublishedChunks.open(this::all, reached);
    }

    /**
     * Goes on with what is published at {@code store}, or begins.
     *
     * @throws PublishException if it is another key's publication, or damaged
     */
    public static MirrorPublisher open(ArchiveLayout archive, MirrorStore store, SigningKey key, ByteString salt,
            PublicationConfig config, Clock clock) throws IOException {
        try {
            var publisher = new MirrorPublisher(archive, store, key, HeadSeries.open(store, key, salt),
                    new ChunkPublisher(archive, store, config),
                    ReplacedChunks.open(store, config.replacedStay(), clock));
            if (config.v1()) {
                publisher.addV1();
            }
            return publisher;
        } catch (CorruptException damage) {
            throw new PublishException("publishing " + archive.root() + ": what is published already is damaged: "
                    + damage.getMessage() + "; restore it, or publish to an empty place", damage);
        }
    }

    /** The newest head, if anything was published yet. */
    public Optional<SignedHead> newest() {
        return heads.newest();
    }

    /**
     * All that is published: reads every page of the catalog.
     *
     * @return empty if nothing is
     */
    public Optional<PublishReport> everything() throws IOException {
        if (newest().isEmpty()) {
            return Optional.empty();
        }
        List<CatalogLink> links = new ArrayList<>();
        var chunks = new CatalogReader(new PageSource() {
            @Override
            public byte[] read(RelativePath path, int most) throws IOException {
                return CatalogEdges.pages(store).read(path, most);
            }

            @Override
            public byte[] read(CatalogLink link) throws IOException {
                links.add(link);
                return PageSource.super.read(link);
            }
        }).chunks(newest().get().head());
        return Optional.of(new PublishReport(newest().get(), chunks, links, List.of(), List.of(), List.of()));
    }

    /** Publishes chunks; leaves no word of how far this is in the archive's catalog. */
    public Optional<PublishReport> publish(Collection<ChunkInfo> chunks, Progress progress) throws IOException {
        return publish(new Catalog.Additions(List.copyOf(chunks), Catalog.Mark.START), progress);
    }

    /**
     * Publishes those of the chunks that are not published yet, oldest first. One that replaces published ones takes their
     * place in the catalog; their files stay for a while, for readers of older heads.
     *
     * @param additions with the mark behind them all; unless some cannot be published, a publisher that is opened later goes on from there
     * @return what was done; empty if there is nothing published and nothing to publish
     * @throws IOException if the mirror cannot be written to; then the old publication stands
     */
    public Optional<PublishReport> publish(Catalog.Additions additions, Progress progress) throws IOException {
        List<PublishedChunk> added = new ArrayList<>();
        List<PublishReport.Refused> refused = new ArrayList<>();
        for (ChunkInfo chunk : fresh(additions.chunks())) {
            try {
                added.add(chunkFiles.publish(chunk, progress));
            } catch (NoSuchFileException missing) {
                refused.add(new PublishReport.Refused(chunk.chunk(), "its file is not there: " + missing.getMessage()));
            } catch (CorruptException | IllegalArgumentException problem) {
                refused.add(new PublishReport.Refused(chunk.chunk(), String.valueOf(problem.getMessage())));
            }
        }
        replaced = List.of();
        Optional<Catalog.Mark> mark = Optional.of(additions.mark())
                .filter(behind -> refused.isEmpty() && !behind.equals(Catalog.Mark.START));
        List<CatalogLink> pages = added.isEmpty() ? List.of() : announce(added, replaced(added), mark);
        if (added.isEmpty() && mark.isPresent() && newest().isPresent()) {
            leaveWord(word(newest().get().head().catalog(), mark.get(), added));
        }
        replacedBefore.removeDue(published);
        if (newest().isEmpty() && !refused.isEmpty()) {
            throw new PublishException("publishing " + archive.root() + ": none of its chunks can be published, first "
                    + refused.getFirst().chunk() + ": " + refused.getFirst().problem());
        }
        return newest().map(head -> new PublishReport(head, added, pages, stale, replaced, refused));
    }

    /** How far in the archive's catalog this publication has come, if the one who published before has left word of it. */
    Optional<Catalog.Mark> reached() {
        return reached.map(Reached::mark);
    }

    private Reached word(CatalogLink catalog, Catalog.Mark mark, List<PublishedChunk> added) {
        return new Reached(catalog.sha256(), mark, published.lastTicksWith(added));
    }

    private void leaveWord(Reached word) throws IOException {
        if (!reached.equals(Optional.of(word))) {
            word.write(store, key);
            reached = Optional.of(word);
        }
    }

    private List<ChunkInfo> fresh(Collection<ChunkInfo> chunks) throws IOException {
        List<ChunkInfo> fresh = new ArrayList<>();
        for (ChunkInfo chunk : chunks) {
            if (!published.contains(chunk)) {
                fresh.add(chunk);
            }
        }
        fresh.sort(Comparator.comparingLong(ChunkInfo::fromNanos).thenComparing(ChunkInfo::chunk));
        return fresh;
    }

    /** Published chunks whose content one of {@code added} holds (FORMAT.md, "Compacted chunks"). */
    private Set<String> replaced(List<PublishedChunk> added) throws IOException {
        Set<String> replaced = new HashSet<>();
        for (PublishedChunk chunk : added) {
            if (!published.goesOn(chunk.info())) {
                for (String name : Chunk.replaces(archive.chunk(chunk.info().chunk()))) {
                    if (published.contains(name)) {
                        replaced.add(name);
                    }
                }
            }
        }
        return replaced;
    }

    /** The catalog with other chunks in the place of some: its pages from the first of these on are others. */
    private CatalogTree.Update rebuilt(List<PublishedChunk> added, Set<String> names) throws IOException {
        List<PublishedChunk> all = new ArrayList<>(added);
        List<PublishedChunk> gone = new ArrayList<>();
        all().forEach(chunk -> (names.contains(chunk.info().chunk()) ? gone : all).add(chunk));
        replaced = gone;
        all.sort(Comparator.comparingLong((PublishedChunk chunk) -> chunk.info().fromNanos())
                .thenComparing(chunk -> chunk.info().chunk()));
        tree = CatalogTree.empty();
        return tree.append(all);
    }

    /** @return the pages that are new */
    private List<CatalogLink> announce(List<PublishedChunk> added, Set<String> names, Optional<Catalog.Mark> mark)
            throws IOException {
        String world = newest().map(head -> head.head().world()).orElse(added.getFirst().info().world());
        for (PublishedChunk chunk : added) {
            if (!chunk.info().world().equals(world)) {
                throw new PublishException("publishing " + archive.root() + ": chunk " + chunk.info().chunk()
                        + " is of world '" + chunk.info().world() + "', but this publication is of '" + world
                        + "'; publish each world with a salt of its own");
            }
        }
        stale = CatalogEdges.removeBehind(store, heads.nextSeq());
        // A failure on the way leaves the edge in memory ahead of what is published: load it anew then.
        var update = names.isEmpty() ? tree.append(added) : rebuilt(added, names);
        try {
            for (var page : update.pages().entrySet()) {
                store.add(page.getKey(), page.getValue());
            }
            replacedBefore.add(names);
            PageLink root = update.root();
            if (mark.isPresent()) {
                leaveWord(word(root.page(), mark.get(), added));
            }
            heads.publish(world, root.page(), root.chunks(), root.fromNanos(), root.toNanos());
            published.remove(names);
            added.forEach(chunk -> published.add(chunk.info()));
            return update.links();
        } catch (IOException failure) {
            tree = edge();
            throw failure;
        }
    }

    private CatalogTree edge() throws IOException {
        return newest().isEmpty()
                ? CatalogTree.empty()
                : CatalogTree.load(newest().get().head(), CatalogEdges.pages(store));
    }

    private List<PublishedChunk> all() throws IOException {
        return newest().isEmpty()
                ? List.of()
                : new CatalogReader(CatalogEdges.pages(store)).chunks(newest().get().head());
    }

    /** Oldest first: if the newest has its torrent, this was done before. */
    private void addV1() throws IOException {
        var newest = tree.newest();
        if (!newest.isEmpty() && store.length(ChunkFiles.torrentV1(newest.getLast().info().chunk())).isEmpty()) {
            for (PublishedChunk chunk : all()) {
                chunkFiles.addV1(chunk.info().chunk());
            }
        }
    }
}
