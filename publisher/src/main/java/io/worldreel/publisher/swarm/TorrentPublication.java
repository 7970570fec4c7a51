package io.worldreel.publisher.swarm;

import io.worldreel.format.CorruptException;
import io.worldreel.format.head.CatalogLink;
import io.worldreel.format.head.HeadTrust;
import io.worldreel.format.head.SignedHead;
import io.worldreel.format.path.RelativePath;
import io.worldreel.format.publication.CatalogReader;
import io.worldreel.format.publication.PageSource;
import io.worldreel.format.publication.Publication;
import io.worldreel.format.publication.PublishedChunk;
import io.worldreel.publisher.dht.MutableMagnet;
import io.worldreel.publisher.engine.TorrentRequest;
import io.worldreel.publisher.engine.TorrentRequest.Purpose;
import io.worldreel.zstdvfs.ByteSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A publication read from peers: the head that the DHT points to, the pages and the pieces that somebody asks for, and nothing else. May be
 * used by several threads.
 */
public final class TorrentPublication implements Publication {
    private static final long LOOK_AGAIN_MILLIS = 300;

    private final MutableMagnet magnet;
    private final Swarm swarm;
    private final PublicationTorrents torrents;
    private final Duration deadline;
    private final HeadFinder heads;
    private final List<String> refused = new ArrayList<>();

    /**
     * @param folder for what comes from peers; nobody else's
     * @param deadline for the head, for each page and each read of a chunk
     */
    public TorrentPublication(MutableMagnet magnet, Swarm swarm, Path folder, Duration deadline) throws IOException {
        this.magnet = magnet;
        this.swarm = swarm;
        this.deadline = deadline;
        for (String below : List.of("heads", "catalog", "chunks")) {
            Files.createDirectories(RelativePath.parse(below).resolveIn(folder));
        }
        this.torrents = new PublicationTorrents(folder, magnet.trackers(), magnet.mirrors());
        this.heads = new HeadFinder(swarm.dht(), swarm.engine(), torrents, magnet.key(),
                HeadTrust.start(magnet.key(), magnet.salt()), Optional.empty(), deadline, event -> {
                    if (event instanceof SwarmEvent.Refused(String problem)) {
                        refused.add(problem);
                    }
                });
    }

    @Override
    public String name() {
        return MutableMagnet.of(magnet.key(), magnet.salt()).toString();
    }

    @Override
    public synchronized Edition newest() throws IOException {
        long until = System.nanoTime() + deadline.toNanos();
        Optional<IOException> last = Optional.empty();
        while (heads.trust().followed().isEmpty()) {
            try {
                if (heads.look(magnet.salt()).isEmpty() && !refused.isEmpty()) {
                    throw new CorruptException("found no head of the publication: " + String.join("; ", refused));
                }
            } catch (IOException notYet) {
                last = Optional.of(notYet);
                pause();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IOException("looking for the head was interrupted", interrupted);
            }
            if (last.isPresent() && System.nanoTime() > until) {
                throw new IOException("nobody has been found within " + deadline.toSeconds() + " s: "
                        + last.get().getMessage() + "; is --lan or --bootstrap missing?", last.get());
            }
        }
        SignedHead head = heads.trust().followed().orElseThrow();
        return new Edition(head, new CatalogReader(new Pages()).chunks(head.head()));
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(LOOK_AGAIN_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("looking for the head was interrupted", interrupted);
        }
    }

    @Override
    public ByteSource open(PublishedChunk chunk) {
        return new TorrentChunkSource(chunk, swarm.engine(), torrents.chunk(chunk, Purpose.PIECES), deadline);
    }

    private final class Pages implements PageSource {
        /** All at once: else each would wait for the one before. */
        @Override
        public void ahead(List<CatalogLink> pages) {
            for (CatalogLink page : pages) {
                var _ = swarm.engine().hold(torrents.linked(page, Purpose.FETCH));
            }
        }

        @Override
        public byte[] read(RelativePath path, int most) throws IOException {
            return Files.readAllBytes(path.resolveIn(torrents.folder()));
        }

        @Override
        public byte[] read(CatalogLink link) throws IOException {
            TorrentRequest request = torrents.linked(link, Purpose.FETCH);
            try {
                swarm.engine().hold(request).get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException nobody) {
                throw new IOException("nobody has page " + link.path() + " of the catalog", nobody);
            } catch (ExecutionException | InterruptedException failed) {
                throw new IOException("page " + link.path() + ": " + failed.getMessage(), failed);
            }
            return Files.readAllBytes(request.folder().resolve(request.fileName()));
        }
    }
}
