package io.worldreel.publisher.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.ByteString;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.key.SigningKey;
import io.worldreel.format.publication.CatalogPage;
import io.worldreel.format.publication.CatalogTree;
import io.worldreel.format.publication.PublishedChunk;
import io.worldreel.publisher.mirror.CountingStore.Cost;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one more chunk costs, however many there are. */
class LongPublicationTest {
    private static final int MANY = 10_000;
    private static final int CHUNK_BYTES = 200;
    private static final int FEW = 30;
    /** More than keep what only they need. */
    private static final int HEADS = 20;
    private static final SigningKey KEY = SigningKey.ofSeed(new byte[32]);

    @TempDir
    Path folder;

    @Test
    void theTenThousandthChunkIsPublishedLikeTheThirtieth() throws IOException {
        Cost few = costOf(FEW);
        Cost many = costOf(MANY);

        // The catalog has three levels then instead of one: two pages more to write; of the head of long ago as many more to read and remove.
        assertThat(many.writes()).isBetween(few.writes(), few.writes() + 2 + 2);
        assertThat(many.reads()).isBetween(few.reads() - 1, few.reads() + 2);
        assertThat(many.bytesWritten()).isLessThan(few.bytesWritten() + 3 * CatalogPage.MOST_BYTES / 4);
        assertThat(many.bytesRead()).isLessThan(few.bytesRead() + 3 * CatalogPage.MOST_BYTES / 4);
        System.err.printf("chunk %,d: %s%nchunk %,d: %s%n", FEW, few, MANY, many);
    }

    /** Of the last of so many chunks, to a publisher that has published some before. */
    private Cost costOf(int chunks) throws IOException {
        var archive = new ArchiveOfChunks(folder.resolve("arena-" + chunks));
        var store = new CountingStore();
        published(archive.pretend(chunks - HEADS), store);
        var publisher = new ArchivePublisher(archive.layout(), MirrorPublisher.open(archive.layout(), store, KEY,
                ByteString.EMPTY, PublicationConfig.DEFAULT, Clock.systemUTC()));
        Cost cost = Cost.NONE;
        for (int chunk = 0; chunk < HEADS; chunk++) {
            archive.seal(1, CHUNK_BYTES);
            store.cost();
            var report = publisher.look(Progress.NONE).orElseThrow();
            assertThat(report.published()).hasSize(1);
            cost = store.cost();
        }
        return cost;
    }

    private static void published(List<ChunkInfo> chunks, MirrorStore store) throws IOException {
        var hash = ByteString.of(new byte[32]);
        var infohash = ByteString.of(new byte[20]);
        var update = CatalogTree.empty()
                .append(chunks.stream().map(chunk -> new PublishedChunk(chunk, hash, infohash, hash)).toList());
        for (var page : update.pages().entrySet()) {
            store.add(page.getKey(), page.getValue());
        }
        var root = update.root();
        HeadSeries.open(store, KEY, ByteString.EMPTY).publish("arena", root.page(), root.chunks(), root.fromNanos(),
                root.toNanos());
    }
}
