package io.worldreel.publisher.mirror;

import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.head.CatalogLink;
import io.worldreel.format.head.Handover;
import io.worldreel.format.head.Head;
import io.worldreel.format.head.SignedHead;
import io.worldreel.format.path.RelativePath;
import io.worldreel.format.publication.CatalogPage;
import io.worldreel.format.publication.CatalogReader;
import io.worldreel.format.publication.PageLink;
import io.worldreel.format.publication.PublishedChunk;
import io.worldreel.publisher.bencode.BencodeLimits;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A second place of a publication, which has what the first has, a little later: so there is one publisher and one series of heads, however many
 * places. What is new is copied, the head last; no more of either place is read than that. Broken off, it goes on. Confined to one thread.
 *
 * <p>Invariant: whatever a page leads to is at the second place before the page is, and all else of a chunk before its torrent.
 */
public final class MirrorCopy {
    private static final int MOST_SIDECAR = 64 << 20;
    private static final int MOST_ITEM = 4096;

    private final ArchiveLayout archive;
    private final MirrorStore from;
    private final MirrorStore to;
    private boolean looked;
    /** Of the last leaf: the next one has most of them, too. */
    private Set<PublishedChunk> edge = Set.of();
    private Optional<SignedHead> there = Optional.empty();

    /** @param archive where the files of chunks lie, if not at the first place */
    public MirrorCopy(ArchiveLayout archive, MirrorStore from, MirrorStore to) {
        this.archive = archive;
        this.from = from;
        this.to = to;
    }

    /**
     * Has a place where nothing is published yet go on with what is published at another one, if anything is.
     *
     * @param archive whose publication it is
     */
    public static void adopt(ArchiveLayout archive, MirrorStore place, List<MirrorStore> others) throws IOException {
        boolean begun = HeadSeries.newest(place).isPresent();
        for (int other = 0; !begun && other < others.size(); other++) {
            begun = new MirrorCopy(archive, others.get(other), place).bring().isPresent();
        }
    }

    /**
     * Copies what the first place has published since.
     *
     * @return the head that both have now; empty if there was nothing to do
     * @throws IOException if one of both cannot be reached, or the file of a chunk is nowhere: call again
     * @throws PublishException if the second place is not a copy of the first
     */
    public Optional<SignedHead> bring() throws IOException {
        if (!looked) {
            there = HeadSeries.newest(to);
            looked = true;
        }
        var newest = HeadSeries.newest(from);
        if (newest.isEmpty() || there.filter(head -> head.sha256().equals(newest.get().sha256())).isPresent()) {
            return Optional.empty();
        }
        requireEarlier(newest.get());
        Head head = newest.get().head();
        long before = there.map(known -> known.head().seq()).orElse(0L);
        for (long seq = before + 1; seq <= head.seq(); seq++) {
            CatalogEdges.removeBehind(to, seq);
        }
        copy(head.catalog());
        for (long seq = before + 1; seq <= head.seq(); seq++) {
            copy(HeadSeries.numbered(seq), SignedHead.MOST_BYTES);
        }
        for (Handover handover : head.handovers()) {
            copy(HeadSeries.handover(handover.seq()), MOST_ITEM);
        }
        if (!to.exchange(HeadSeries.HEAD, newest.get().bytes())) {
            throw new PublishException("copying head " + head.seq() + " to " + to + ": another one is there by now, so"
                    + " somebody else publishes there; end one of the two, and publish again");
        }
        there = newest;
        ReplacedChunks.copy(from, to);
        return newest;
    }

    /** What is there has to be of the same series of heads. */
    private void requireEarlier(SignedHead newest) throws IOException {
        if (there.isEmpty()) {
            return;
        }
        Head head = there.get().head();
        var ours = from.read(HeadSeries.numbered(head.seq()), SignedHead.MOST_BYTES);
        if (head.seq() >= newest.head().seq() || ours.isEmpty()
                || !Arrays.equals(ours.get(), there.get().bytes())) {
            throw new PublishException("copying head " + newest.head().seq() + " to " + to + ": head " + head.seq()
                    + " of '" + head.world() + "' is there, which is none of those in " + from + "; choose an empty"
                    + " place, or publish from a copy of that one");
        }
    }

    private void copy(CatalogLink page) throws IOException {
        if (to.length(page.path()).equals(Optional.of(page.size()))) {
            return;
        }
        switch (new CatalogReader(CatalogEdges.pages(from)).page(page)) {
            case CatalogPage.Inner(int level, var below) -> {
                for (PageLink each : below) {
                    copy(each.page());
                }
            }
            case CatalogPage.Leaf(var chunks) -> {
                for (PublishedChunk chunk : chunks) {
                    if (!edge.contains(chunk)) {
                        copy(chunk.info());
                    }
                }
                edge = Set.copyOf(chunks);
            }
        }
        copy(page.path(), CatalogPage.MOST_BYTES);
    }

    private void copy(ChunkInfo chunk) throws IOException {
        if (to.length(ChunkFiles.torrent(chunk.chunk())).isPresent()) {
            return;
        }
        var path = ChunkFiles.chunk(chunk.chunk());
        if (!to.length(path).equals(Optional.of(chunk.bytes()))) {
            to.copy(path, from.local(path).orElseGet(() -> archive.chunk(chunk.chunk())));
        }
        copy(ChunkFiles.sidecar(chunk.chunk()), MOST_SIDECAR);
        copy(ChunkFiles.torrentV1(chunk.chunk()), BencodeLimits.METAINFO.bytes());
        copy(ChunkFiles.torrent(chunk.chunk()), BencodeLimits.METAINFO.bytes());
    }

    private void copy(RelativePath small, int most) throws IOException {
        Optional<byte[]> bytes = from.read(small, most);
        if (bytes.isPresent()) {
            to.add(small, bytes.get());
        }
    }
}
