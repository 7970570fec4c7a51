package io.worldreel.publisher.swarm;

import io.worldreel.format.ByteString;
import io.worldreel.format.CorruptException;
import io.worldreel.format.head.CatalogLink;
import io.worldreel.format.head.SignedHead;
import io.worldreel.format.path.RelativePath;
import io.worldreel.format.publication.CatalogPage;
import io.worldreel.format.publication.PublishedChunk;
import io.worldreel.publisher.bencode.BencodeLimits;
import io.worldreel.publisher.engine.TorrentDescription;
import io.worldreel.publisher.engine.TorrentRequest;
import io.worldreel.publisher.engine.TorrentRequest.Purpose;
import io.worldreel.publisher.mirror.ChunkFiles;
import io.worldreel.publisher.torrent.FileHashes;
import io.worldreel.publisher.torrent.Metainfo;
import io.worldreel.publisher.torrent.TorrentBuilder;
import io.worldreel.publisher.torrent.TorrentSpec;
import io.worldreel.publisher.torrent.TorrentVersion;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The torrents of a publication (FORMAT.md, "Publications among peers"): one a chunk, one a page, one a head; each of one file.
 *
 * @param folder the publication's
 * @param trackers that all of them name
 * @param mirrors web addresses of the publication's folder, which serve as web seeds
 */
public record PublicationTorrents(Path folder, List<URI> trackers, List<URI> mirrors) {
    private static final TorrentSpec HEAD = TorrentSpec.HYBRID.withVersion(TorrentVersion.V1)
            .withPieceLength(SignedHead.MOST_BYTES);
    private static final TorrentSpec PAGE = TorrentSpec.HYBRID.withVersion(TorrentVersion.V2)
            .withPieceLength(CatalogPage.MOST_BYTES);

    private static final long TORRENT_BYTES = 64 << 10;
    /** Of both versions' hashes. */
    private static final int BYTES_A_PIECE = 64;

    public PublicationTorrents {
        trackers = List.copyOf(trackers);
        mirrors = new WebMirrors(mirrors).folders();
    }

    static String headFile(long seq) {
        return seq + ".json";
    }

    /** The v1 torrent that the DHT points to. */
    static Metainfo head(SignedHead head) {
        return TorrentBuilder.ofFile(RelativePath.parse(headFile(head.head().seq())),
                FileHashes.of(head.bytes(), HEAD.pieceLength()), HEAD);
    }

    /** A head that is here. */
    public TorrentRequest seedHead(SignedHead head) {
        return found(TorrentRequest.of(head(head), folder.resolve("heads"), Purpose.SEED), "heads/");
    }

    TorrentRequest fetchHead(long seq, ByteString infohash) {
        return found(new TorrentRequest(Optional.of(infohash), Optional.empty(), Optional.empty(),
                folder.resolve("heads"), headFile(seq), -SignedHead.MOST_BYTES, Optional.empty(), Purpose.FETCH,
                List.of(), List.of()), "heads/");
    }

    /** What a head leads to is a torrent of one piece, so that the link to it says all that its torrent consists of. */
    public TorrentRequest linked(CatalogLink link, Purpose purpose) {
        var hashes = new FileHashes(link.size(), link.sha256(), ByteString.EMPTY, ByteString.EMPTY, ByteString.EMPTY,
                link.root());
        var spec = PAGE.withPieceLength(Math.max(PAGE.pieceLength(), ceilingPowerOfTwo(link.size())));
        var torrent = TorrentBuilder.ofFile(RelativePath.parse(link.path().name()), hashes, spec);
        String below = link.path().parts().getFirst();
        return found(TorrentRequest.of(torrent, folder.resolve(below), purpose), below + "/");
    }

    private static int ceilingPowerOfTwo(long bytes) {
        return Math.toIntExact(Long.highestOneBit(Math.max(1, 2 * bytes - 1)));
    }

    /** To seed a chunk that is here by each torrent of it that is here, that for clients of v1 last. */
    List<TorrentRequest> seedChunk(String chunk) throws IOException {
        List<TorrentRequest> seeds = new ArrayList<>();
        for (RelativePath path : List.of(ChunkFiles.torrent(chunk), ChunkFiles.torrentV1(chunk))) {
            Path file = path.resolveIn(folder);
            if (Files.exists(file)) {
                var torrent = Metainfo.read(file.toString(), Files.readAllBytes(file));
                seeds.add(found(TorrentRequest.of(torrent, new TorrentDescription.Stored(file),
                        folder.resolve("chunks"), Purpose.SEED), "chunks/"));
            }
        }
        return seeds;
    }

    TorrentRequest chunk(PublishedChunk chunk, Purpose purpose) {
        return found(new TorrentRequest(Optional.of(chunk.infohashV1()), Optional.of(chunk.infohashV2()),
                Optional.empty(), folder.resolve("chunks"), chunk.info().chunk(), chunk.info().bytes(),
                Optional.empty(), purpose, List.of(), List.of()), "chunks/");
    }

    /** More bytes than a chunk's torrent has, with all that it may name. */
    static int torrentBytes(PublishedChunk chunk) {
        long pieces = chunk.info().bytes() / TorrentSpec.PIECE_LENGTH + 1;
        return (int) Math.min(BencodeLimits.METAINFO.bytes(), TORRENT_BYTES + pieces * BYTES_A_PIECE);
    }

    /** To fetch a chunk by its torrent; empty if that is another one. */
    Optional<TorrentRequest> chunk(PublishedChunk chunk, byte[] torrent) {
        try {
            var metainfo = Metainfo.read("torrent of " + chunk.info().chunk(), torrent);
            return metainfo.infohashV1().equals(Optional.of(chunk.infohashV1()))
                    && metainfo.infohashV2().equals(Optional.of(chunk.infohashV2()))
                            ? Optional.of(found(TorrentRequest.of(metainfo, folder.resolve("chunks"), Purpose.FETCH),
                                    "chunks/"))
                            : Optional.empty();
        } catch (CorruptException noTorrent) {
            return Optional.empty();
        }
    }

    private TorrentRequest found(TorrentRequest request, String below) {
        return request.foundBy(mirrors.stream().map(mirror -> mirror.resolve(below)).toList(), trackers);
    }
}
