package io.worldreel.publisher.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.ByteString;
import io.worldreel.format.archive.Catalog;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.key.SigningKey;
import io.worldreel.format.path.RelativePath;
import io.worldreel.format.publication.CatalogReader;
import io.worldreel.format.publication.PublishedChunk;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Publishers that go on with what another process has published, by the word that it left of how far it came. */
class GoingOnTest {
    private static final SigningKey KEY = SigningKey.ofSeed(new byte[32]);
    private static final RelativePath WORD = RelativePath.parse("reached.json");
    private static final int CHUNKS = 200;
    /** Reading all of it takes so many reads more than going on. */
    private static final int OTHER_LEAVES = 3;

    @TempDir
    Path folder;

    private final CountingStore store = new CountingStore();
    private ArchiveOfChunks archive;

    @BeforeEach
    void publishSome() throws IOException {
        archive = new ArchiveOfChunks(folder);
        archive.pretendPublished(CHUNKS, store, KEY);
        assertThat(look()).isEmpty();
    }

    @Test
    void whatIsPublishedIsNotReadAgain() throws IOException {
        int reads = readsToGoOn();
        store.remove(WORD);
        assertThat(readsToGoOn()).isGreaterThanOrEqualTo(reads + OTHER_LEAVES);
        requireAllOnce(CHUNKS + 2);
    }

    @Test
    void aWordThatIsMissingIsLeftAnewEvenIfNothingIsToBePublished() throws IOException {
        byte[] word = store.read(WORD, Integer.MAX_VALUE).orElseThrow();
        store.remove(WORD);
        assertThat(look()).isEmpty();
        assertThat(store.read(WORD, Integer.MAX_VALUE).orElseThrow()).isEqualTo(word);
    }

    @Test
    void aDamagedWordIsOfNoUse() throws IOException {
        byte[] word = store.read(WORD, Integer.MAX_VALUE).orElseThrow();
        for (int at : List.of(5, 40, word.length / 2, word.length - 10)) {
            byte[] damaged = word.clone();
            damaged[at] ^= 1;
            store.put(WORD, damaged);
            archive.seal(1, 10);
            assertThat(look()).hasSize(1);
        }
        requireAllOnce(CHUNKS + 4);
    }

    @Test
    void anothersWordLeavesNothingOut() throws IOException {
        archive.seal(3, 10);
        Catalog.Mark end;
        try (var catalog = Catalog.openReadOnly(archive.layout())) {
            end = catalog.since(Catalog.Mark.START).mark();
        }
        var head = HeadSeries.newest(store).orElseThrow().head();
        new Reached(head.catalog().sha256(), end, new TreeMap<>())
                .write(store, SigningKey.ofSeed(ByteString.hex("01".repeat(32)).toArray()));
        assertThat(look()).hasSize(3);
        requireAllOnce(CHUNKS + 3);
    }

    @Test
    void theWordOfAnotherHeadIsOfNoUse() throws IOException {
        byte[] early = store.read(WORD, Integer.MAX_VALUE).orElseThrow();
        archive.seal(2, 10);
        look();
        store.put(WORD, early);
        archive.seal(1, 10);
        assertThat(look()).hasSize(1);
        requireAllOnce(CHUNKS + 3);
    }

    @Test
    void whatWasLeftOutIsTriedAgainByTheNext() throws IOException {
        archive.seal(2, 10);
        Path missing = archive.layout().chunk(archive.chunks().getLast().chunk());
        byte[] content = Files.readAllBytes(missing);
        Files.delete(missing);
        assertThat(look()).hasSize(1);
        Files.write(missing, content);
        assertThat(look()).hasSize(1);
        requireAllOnce(CHUNKS + 2);
    }

    @Test
    void anArchiveWhoseCatalogWasRebuiltIsNotPublishedTwice() throws IOException {
        try (var catalog = Catalog.open(archive.layout())) {
            catalog.replace(archive.chunks());
        }
        archive.seal(1, 10);
        assertThat(look()).hasSize(1);
        requireAllOnce(CHUNKS + 1);
    }

    private int readsToGoOn() throws IOException {
        archive.seal(1, 10);
        store.cost();
        assertThat(look()).hasSize(1);
        return store.cost().reads();
    }

    private List<PublishedChunk> look() throws IOException {
        var publisher = MirrorPublisher.open(archive.layout(), store, KEY, ByteString.EMPTY, PublicationConfig.DEFAULT,
                Clock.systemUTC());
        return new ArchivePublisher(archive.layout(), publisher).look(Progress.NONE).orElseThrow().published();
    }

    private void requireAllOnce(int chunks) throws IOException {
        var head = HeadSeries.newest(store).orElseThrow().head();
        assertThat(new CatalogReader(CatalogEdges.pages(store)).chunks(head)).extracting(PublishedChunk::info)
                .hasSize(chunks)
                .extracting(ChunkInfo::chunk)
                .containsExactlyInAnyOrderElementsOf(archive.chunks().stream().map(ChunkInfo::chunk).toList());
    }
}
