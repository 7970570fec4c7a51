package io.worldreel.publisher.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.ByteString;
import io.worldreel.format.head.SignedHead;
import io.worldreel.format.key.SigningKey;
import io.worldreel.format.publication.CatalogReader;
import io.worldreel.format.publication.PublishedChunk;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirrorCopyTest {
    private static final SigningKey KEY = SigningKey.ofSeed(new byte[32]);

    @TempDir
    Path folder;
    private ArchiveOfChunks archive;
    private FolderStore first;
    private FolderStore second;
    private MirrorPublisher publisher;

    @BeforeEach
    void publishSome() throws IOException {
        archive = new ArchiveOfChunks(folder.resolve("archive"));
        first = FolderStore.open(folder.resolve("first"));
        second = FolderStore.open(folder.resolve("second"));
        publisher = open(first);
        oneMore();
    }

    @AfterEach
    void close() throws IOException {
        first.close();
        second.close();
    }

    private MirrorPublisher open(MirrorStore store) throws IOException {
        return MirrorPublisher.open(archive.layout(), store, KEY, ByteString.EMPTY,
                PublicationConfig.DEFAULT.withV1(true),
                Clock.systemUTC());
    }

    private SignedHead oneMore() throws IOException {
        archive.seal(1, 500);
        return publisher.publish(archive.chunks(), Progress.NONE).orElseThrow().head();
    }

    private MirrorCopy copy(MirrorStore to) {
        return new MirrorCopy(archive.layout(), first, to);
    }

    /** Everything that a publication consists of. */
    private static List<String> files(Path publication) throws IOException {
        try (Stream<Path> all = Files.walk(publication)) {
            return all.filter(Files::isRegularFile).map(file -> publication.relativize(file).toString())
                    .filter(file -> !file.startsWith(".")).sorted().toList();
        }
    }

    /** All that the newest head leads to; pages that only heads in between had are not copied. */
    private void same() throws IOException {
        var head = HeadSeries.newest(second).orElseThrow();
        assertThat(head.sha256()).isEqualTo(HeadSeries.newest(first).orElseThrow().sha256());
        var chunks = new CatalogReader(CatalogEdges.pages(second)).chunks(head.head());
        assertThat(chunks).hasSize(archive.chunks().size());
        List<String> there = files(folder.resolve("second"));
        for (PublishedChunk chunk : chunks) {
            assertThat(there).containsAll(ChunkFiles.of(chunk.info().chunk()).stream().map(String::valueOf).toList());
        }
        assertThat(files(folder.resolve("first"))).containsAll(there);
        for (String file : there) {
            assertThat(folder.resolve("second").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("first").resolve(file));
        }
    }

    @Test
    void whatIsNewIsCopiedAndNothingElse() throws IOException {
        var watched = FaultyStore.watching(second);
        var copy = copy(watched);
        assertThat(copy.bring()).isPresent();
        assertThat(copy.bring()).isEmpty();
        same();
        for (int head = 2; head <= 30; head++) {
            oneMore();
            if (head % 3 == 0) { // now and then the second place was away
                assertThat(copy.bring().orElseThrow().head().seq()).isEqualTo(head);
            }
        }
        same();
        int before = watched.writes().size();
        oneMore();
        copy(watched).bring();
        assertThat(watched.writes().subList(before, watched.writes().size()))
                .as("chunk, sidecar, two torrents, page, head twice; and what an old head needed").hasSizeBetween(7, 8);
        assertThat(watched.writes().getLast()).isEqualTo("put head.json");
        same();
    }

    @Test
    void whereverItIsBrokenOffItGoesOnAndTheOldPublicationStands() throws IOException {
        copy(second).bring();
        for (int chunk = 0; chunk < 3; chunk++) {
            oneMore();
        }
        byte[] old = Files.readAllBytes(folder.resolve("second/head.json"));
        boolean done = false;
        for (int write = 0; !done; write++) {
            try {
                copy(new FaultyStore(second, write, write % 2 == 1)).bring();
                done = true;
            } catch (IOException broken) {
                boolean last = !Arrays.equals(Files.readAllBytes(folder.resolve("second/head.json")), old);
                assertThat(last && write % 2 == 0).as("head.json is written last").isFalse();
            }
            assertThat(write).isLessThan(60);
        }
        copy(second).bring();
        same();
    }

    @Test
    void anotherSeriesOfHeadsIsNotOverwritten() throws IOException {
        var other = open(second);
        archive.seal(1, 700);
        other.publish(archive.chunks(), Progress.NONE);
        oneMore();
        assertThatThrownBy(() -> copy(second).bring()).isInstanceOf(PublishException.class)
                .hasMessageContaining("none of those in");
    }

    @Test
    void whoBeginsSomewhereElseGoesOnWithTheSameHeads() throws IOException {
        SignedHead last = oneMore();
        MirrorCopy.adopt(archive.layout(), second, List.of(first));
        var other = open(second);
        archive.seal(1, 700);
        var next = other.publish(archive.chunks(), Progress.NONE).orElseThrow();
        assertThat(next.published()).hasSize(1);
        assertThat(next.head().head().previous()).contains(last.sha256());
    }
}
