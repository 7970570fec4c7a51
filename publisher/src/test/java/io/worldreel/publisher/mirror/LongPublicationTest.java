package io.worldreel.publisher.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.ByteString;
import io.worldreel.format.key.SigningKey;
import io.worldreel.format.publication.CatalogPage;
import io.worldreel.publisher.mirror.CountingStore.Cost;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
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

    @Test
    void aPublisherThatStartsAtTenThousandChunksReadsLittleMoreThanAtTwenty() throws IOException {
        Cost few = costOfStart(20);
        Cost many = costOfStart(MANY);

        // Head, replaced chunks, word of how far it came, the one at the archive's new chunk; two levels of the catalog more.
        assertThat(many.reads()).isLessThanOrEqualTo(few.reads() + 2);
        assertThat(many.bytesRead()).isLessThan(few.bytesRead() + 3 * CatalogPage.MOST_BYTES / 4);
        assertThat(many.writes()).isLessThanOrEqualTo(few.writes() + 2);
        System.err.printf("start and one more at 20: %s%nat %,d: %s%n", few, MANY, many);
    }

    /** Of opening and publishing one chunk in a process that has published nothing before. */
    private Cost costOfStart(int chunks) throws IOException {
        var archive = new ArchiveOfChunks(folder.resolve("arena-" + chunks));
        var store = new CountingStore();
        archive.pretendPublished(chunks, store, KEY);
        archive.seal(1, CHUNK_BYTES);
        assertThat(open(archive, store).look(Progress.NONE).orElseThrow().published()).hasSize(1);

        archive.seal(1, CHUNK_BYTES);
        store.cost();
        assertThat(open(archive, store).look(Progress.NONE).orElseThrow().published()).hasSize(1);
        return store.cost();
    }

    private static ArchivePublisher open(ArchiveOfChunks archive, MirrorStore store) throws IOException {
        return new ArchivePublisher(archive.layout(), MirrorPublisher.open(archive.layout(), store, KEY,
                ByteString.EMPTY, PublicationConfig.DEFAULT, Clock.systemUTC()));
    }

    /** Of the last of so many chunks, to a publisher that has published some before. */
    private Cost costOf(int chunks) throws IOException {
        var archive = new ArchiveOfChunks(folder.resolve("arena-" + chunks));
        var store = new CountingStore();
        archive.pretendPublished(chunks - HEADS, store, KEY);
        var publisher = open(archive, store);
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
}
