package io.worldreel.publisher.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.ByteString;
import io.worldreel.format.head.HeadTrust;
import io.worldreel.format.head.Judgement;
import io.worldreel.format.head.SignedHead;
import io.worldreel.format.key.SigningKey;
import io.worldreel.format.publication.CatalogReader;
import io.worldreel.format.publication.PublishedChunk;
import io.worldreel.publisher.torrent.FileHashes;
import io.worldreel.publisher.torrent.Metainfo;
import io.worldreel.publisher.torrent.TorrentSpec;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MirrorPublisherTest {
    private static final SigningKey KEY = SigningKey.ofSeed(new byte[32]);
    private static final ByteString SALT = ByteString.utf8("arena");

    @TempDir
    Path folder;

    private ArchiveOfChunks archive;
    private Path mirror;

    @BeforeEach
    void makeArchive() {
        archive = new ArchiveOfChunks(folder.resolve("archive"));
        mirror = folder.resolve("mirror");
    }

    @Test
    void aReaderGetsEveryChunkFromTheHeadDown() throws IOException {
        archive.seal(5, 300_000);
        var report = publish().orElseThrow();
        assertThat(report.published()).hasSize(5);
        assertThat(report.refused()).isEmpty();
        var chunks = readBack();
        assertThat(chunks).extracting(PublishedChunk::info).isEqualTo(archive.chunks());
        for (var chunk : chunks) {
            var hashes = FileHashes.of(mirror.resolve("chunks").resolve(chunk.info().chunk()), TorrentSpec.PIECE_LENGTH,
                    Progress.NONE);
            assertThat(hashes.root()).isEqualTo(chunk.root());
            var torrent = Metainfo.read("torrent",
                    Files.readAllBytes(mirror.resolve("torrents").resolve(chunk.info().chunk() + ".torrent")));
            assertThat(torrent.infohashV1()).contains(chunk.infohashV1());
            assertThat(torrent.infohashV2()).contains(chunk.infohashV2());
            assertThat(torrent.files().getFirst().root()).contains(chunk.root());
        }
    }

    @Test
    void onlyWhatIsNewIsCopiedAndTheHeadComesLast() throws IOException {
        archive.seal(3, 1000);
        publish();
        archive.seal(1, 1000);
        try (var store = FaultyStore.watching(FolderStore.open(mirror))) {
            publish(store);
            assertThat(store.writes()).hasSize(6);
            assertThat(store.writes().get(0)).startsWith("copy chunks/").endsWith(".sqlite.zst");
            assertThat(store.writes().get(1)).startsWith("put chunks/").endsWith(".sqlite.zst.merkle");
            assertThat(store.writes().get(2)).startsWith("put torrents/").endsWith(".sqlite.zst.torrent");
            assertThat(store.writes().get(3)).startsWith("put catalog/0-");
            assertThat(store.writes().subList(4, 6)).containsExactly("put heads/2.json", "put head.json");
        }
    }

    @Test
    void nothingNewIsNothingToDo() throws IOException {
        assertThat(publish()).isEmpty();
        archive.seal(2, 1000);
        var head = publish().orElseThrow().head();
        try (var store = FaultyStore.watching(FolderStore.open(mirror))) {
            var again = publish(store).orElseThrow();
            assertThat(again.published()).isEmpty();
            assertThat(again.head().sha256()).isEqualTo(head.sha256());
            assertThat(store.writes()).isEmpty();
        }
    }

    @Test
    void theArchiveItselfCanBeThePublication() throws IOException {
        archive.seal(2, 1000);
        mirror = archive.layout().root();
        try (var store = FolderStore.open(mirror)) {
            publish(store);
        }
        assertThat(readBack()).hasSize(2);
        assertThat(mirror.resolve("catalog.sqlite")).exists();
    }

    /** Two more chunks take nine writes; whichever fails, before or after its effect, the next attempt ends well. */
    @ParameterizedTest(name = "write {0}")
    @ValueSource(ints = { 0, 1, 2, 3, 4, 5, 6, 7, 8 })
    void afterAFailureTheOldPublicationStandsAndTheNextAttemptGoesOn(int failAt) throws IOException {
        for (boolean after : List.of(false, true)) {
            archive = new ArchiveOfChunks(folder.resolve("archive-" + after)).seal(2, 50_000);
            mirror = folder.resolve("mirror-" + after);
            var before = publish().orElseThrow().head();
            archive.seal(2, 50_000);
            try (var store = new FaultyStore(FolderStore.open(mirror), failAt, after)) {
                assertThatThrownBy(() -> publish(store)).isInstanceOf(IOException.class);
            }
            boolean headTookEffect = failAt == 8 && after;
            assertThat(head().sha256().equals(before.sha256())).isNotEqualTo(headTookEffect);
            assertThat(readBack()).hasSize(headTookEffect ? 4 : 2);

            try (var store = FaultyStore.watching(FolderStore.open(mirror))) {
                publish(store);
                long copies = store.writes().stream().filter(write -> write.startsWith("copy")).count();
                assertThat(copies).as("chunks that had not arrived").isEqualTo(failAt == 0 && !after
                        ? 2
                        : failAt < 3 || (failAt == 3 && !after) ? 1 : 0);
            }
            assertThat(readBack()).extracting(PublishedChunk::info).isEqualTo(archive.chunks());
            var follower = HeadTrust.resume(KEY.publicKey(), SALT, before);
            assertThat(follower.offer("mirror", head().bytes(), this::earlier)).isInstanceOf(Judgement.Accepted.class);
        }
    }

    @Test
    void theSamePublisherGoesOnAfterAFailure() throws IOException {
        archive.seal(2, 1000);
        try (var store = new FaultyStore(FolderStore.open(mirror), 5, false)) {
            var publisher = open(store);
            assertThatThrownBy(() -> publisher.publish(archive.chunks(), Progress.NONE))
                    .isInstanceOf(IOException.class);
            publisher.publish(archive.chunks(), Progress.NONE);
            archive.seal(1, 1000);
            publisher.publish(archive.chunks(), Progress.NONE);
        }
        assertThat(readBack()).hasSize(3);
        assertThat(head().head().seq()).isEqualTo(2);
    }

    @Test
    void aChunkThatIsNotWhatTheCatalogSaysIsLeftOutAndNamed() throws IOException {
        archive.seal(3, 1000);
        var chunks = archive.chunks();
        byte[] damaged = Files.readAllBytes(archive.layout().chunk(chunks.get(0).chunk()));
        damaged[500] ^= 1;
        Files.write(archive.layout().chunk(chunks.get(0).chunk()), damaged);
        Files.delete(archive.layout().chunk(chunks.get(1).chunk()));
        var report = publish().orElseThrow();
        assertThat(report.published()).extracting(chunk -> chunk.info().chunk()).containsExactly(chunks.get(2).chunk());
        assertThat(report.refused()).extracting(PublishReport.Refused::chunk)
                .containsExactly(chunks.get(0).chunk(), chunks.get(1).chunk());
        assertThat(readBack()).hasSize(1);
    }

    @Test
    void onlyOnePublisherAtATimeAndOnlyOneKey() throws IOException {
        archive.seal(1, 1000);
        try (var store = FolderStore.open(mirror)) {
            publish(store);
            assertThatThrownBy(() -> FolderStore.open(mirror)).isInstanceOf(IOException.class)
                    .hasMessageContaining("another process publishes");
            var other = SigningKey.ofSeed(ByteString.hex("01".repeat(32)).toArray());
            assertThatThrownBy(
                    () -> MirrorPublisher.open(archive.layout(), store, other, SALT, PublicationConfig.DEFAULT,
                            Clock.systemUTC()))
                    .isInstanceOf(PublishException.class).hasMessageContaining(other.publicKey().toString());
        }
    }

    @Test
    void aDamagedPublicationIsNotBuiltUpon() throws IOException {
        archive.seal(1, 1000);
        publish();
        byte[] head = Files.readAllBytes(mirror.resolve("head.json"));
        head[200] ^= 1;
        Files.write(mirror.resolve("head.json"), head);
        archive.seal(1, 1000);
        assertThatThrownBy(this::publish).isInstanceOf(PublishException.class).hasMessageContaining("damaged")
                .hasMessageContaining("head.json");
    }

    @Test
    void oneMoreChunkCostsTheSameHoweverManyThereAre() throws IOException {
        List<Long> bytes = new ArrayList<>();
        List<Integer> writes = new ArrayList<>();
        archive.seal(3, 100);
        publish();
        for (int more : List.of(1, 63, 64, 192)) {
            archive.seal(more, 100);
            publish();
            archive.seal(1, 100);
            try (var store = FaultyStore.watching(FolderStore.open(mirror))) {
                publish(store);
                bytes.add(store.bytesPut());
                writes.add(store.writes().size());
            }
        }
        // Chunk, sidecar, torrent, leaf, head, head; from 65 chunks on a page above the leaf.
        assertThat(writes).containsExactly(6, 7, 7, 7);
        assertThat(bytes.getLast()).isLessThan(bytes.get(1) + 6 * 400L);
    }

    @Test
    void pagesThatNobodyReadsAnyMoreAreRemoved() throws IOException {
        try (var store = FolderStore.open(mirror)) {
            var publisher = open(store);
            for (int i = 0; i < 90; i++) {
                publisher.publish(archive.seal(1, 10).chunks(), Progress.NONE);
            }
        }
        assertThat(readBack()).hasSize(90);
        try (var pages = Files.list(mirror.resolve("catalog"))) {
            // 1 full leaf; the edges of this head and the 16 before it, two pages each
            assertThat(pages.count()).isEqualTo(1 + 17 * 2);
        }
    }

    private Optional<PublishReport> publish() throws IOException {
        try (var store = FolderStore.open(mirror)) {
            return publish(store);
        }
    }

    private Optional<PublishReport> publish(MirrorStore store) throws IOException {
        return open(store).publish(archive.chunks(), Progress.NONE);
    }

    private MirrorPublisher open(MirrorStore store) throws IOException {
        return MirrorPublisher.open(archive.layout(), store, KEY, SALT, PublicationConfig.DEFAULT,
                Clock.systemUTC());
    }

    private SignedHead head() throws IOException {
        return SignedHead.read("head.json", Files.readAllBytes(mirror.resolve("head.json")));
    }

    private Optional<byte[]> earlier(long seq) {
        try {
            return Optional.of(Files.readAllBytes(mirror.resolve("heads").resolve(seq + ".json")));
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    private List<PublishedChunk> readBack() throws IOException {
        return new CatalogReader((path, most) -> Files.readAllBytes(path.resolveIn(mirror))).chunks(head().head());
    }
}
