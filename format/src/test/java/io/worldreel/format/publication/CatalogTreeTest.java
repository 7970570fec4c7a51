package io.worldreel.format.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.ByteString;
import io.worldreel.format.CorruptException;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.head.CatalogLink;
import io.worldreel.format.head.Head;
import io.worldreel.format.key.SigningKey;
import io.worldreel.format.path.RelativePath;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogTreeTest {
    private static final SigningKey KEY = SigningKey.ofSeed(new byte[32]);

    private final Map<RelativePath, byte[]> files = new HashMap<>();
    private final Set<RelativePath> read = new HashSet<>();
    private final PageSource source = (path, most) -> {
        read.add(path);
        return Optional.ofNullable(files.get(path)).orElseThrow(() -> new NoSuchFileException(path.toString()));
    };

    @ParameterizedTest(name = "{0} chunks")
    @ValueSource(ints = { 1, 2, 63, 64, 65, 128, 129, 4095, 4096, 4097, 4160, 4161, 9000 })
    void allChunksComeBackInTheirOrder(int count) throws IOException {
        var chunks = chunks(0, count);
        var head = head(write(CatalogTree.empty().append(chunks)));
        assertThat(new CatalogReader(source).chunks(head)).isEqualTo(chunks);
        assertThat(head.chunks()).isEqualTo(count);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = { 1, 2, 3, 4, 5 })
    void itDoesNotMatterInWhatPortionsChunksCome(long seed) throws IOException {
        var random = new Random(seed);
        var expected = write(CatalogTree.empty().append(chunks(0, 4500)));
        var tree = CatalogTree.empty();
        PageLink root = expected;
        for (int at = 0; at < 4500;) {
            int portion = Math.min(4500 - at, 1 + random.nextInt(random.nextBoolean() ? 900 : 70));
            root = write(tree.append(chunks(at, portion)));
            at += portion;
            if (random.nextBoolean()) {
                tree = CatalogTree.load(head(root), source);
            }
        }
        assertThat(root).isEqualTo(expected);
    }

    @Test
    void aChunkCostsTheSameOnTheTenThousandthAsOnTheFirst() throws IOException {
        var tree = CatalogTree.empty();
        long early = dearest(tree, 0, 100);
        tree.append(chunks(100, 9_900));
        long late = dearest(tree, 10_000, 100);
        System.err.println("bytes of catalog for one more chunk, at most: " + early + " of the first 100, " + late
                + " from the 10,000th on");
        // A leaf of 64 chunks is most of it; two more levels of links came with time and no more will until 262,144.
        assertThat(late).isLessThan(early + 2 * 64 * 400);
        read.clear();
        CatalogTree.load(head(write(tree.append(chunks(10_100, 1)))), source);
        assertThat(read).hasSize(3);
    }

    @Test
    void theUnfinishedPagesAreThoseThatNoLaterCatalogHas() throws IOException {
        var tree = CatalogTree.empty();
        var roots = new ArrayList<PageLink>();
        var unfinished = new ArrayList<List<CatalogLink>>();
        for (int at = 0; at < 4170; at += at < 4050 ? 50 : 1) {
            roots.add(write(tree.append(chunks(at, at < 4050 ? 50 : 1))));
            unfinished.add(tree.unfinishedPages());
        }
        for (int i = 0; i + 1 < roots.size(); i++) {
            unfinished.get(i).forEach(page -> files.remove(page.path()));
        }
        assertThat(new CatalogReader(source).chunks(head(roots.getLast()))).hasSize(4170);
        read.clear();
        new CatalogReader(source).chunks(head(roots.getLast()));
        // What nobody needs any more is gone, but for full inner pages whose last leaf was not full yet.
        assertThat(files.keySet()).containsAll(read).hasSizeLessThan(read.size() + 3);
    }

    @Test
    void aMomentNeedsOnlyThePagesOnTheWayToIt() throws IOException {
        var head = head(write(CatalogTree.empty().append(chunks(0, 9000))));
        read.clear();
        var found = new CatalogReader(source).overlapping(head, 5_000_500, 5_001_500);
        assertThat(found).extracting(chunk -> chunk.info().firstTick()).containsExactly(5000L, 5001L);
        assertThat(read).hasSize(3);
    }

    @Test
    void noPageIsBelievedUnlessTheHeadVouchesForIt() throws IOException {
        var head = head(write(CatalogTree.empty().append(chunks(0, 100))));
        for (var path : List.copyOf(files.keySet())) {
            byte[] good = Objects.requireNonNull(files.get(path));
            byte[] bad = good.clone();
            bad[bad.length / 2] ^= 1;
            files.put(path, bad);
            assertThatThrownBy(() -> new CatalogReader(source).chunks(head)).isInstanceOf(CorruptException.class)
                    .hasMessageContaining(path.toString())
                    .hasMessageContaining("not the one that the head vouches for");
            files.put(path, new byte[0]);
            assertThatThrownBy(() -> new CatalogReader(source).chunks(head)).isInstanceOf(CorruptException.class);
            files.put(path, good);
        }
    }

    @Test
    void aPageThatLiesAboutWhatIsBelowIsRefused() throws IOException {
        var honest = write(CatalogTree.empty().append(chunks(0, 10)));
        var lie = new PageLink(honest.page(), 10, honest.fromNanos() + 5_000, honest.toNanos());
        assertThatThrownBy(() -> new CatalogReader(source).chunks(head(lie))).isInstanceOf(CorruptException.class)
                .hasMessageContaining("is said to cover");
        var huge = new CatalogLink(honest.page().path(), 1L << 40, honest.page().sha256(), honest.page().root());
        assertThatThrownBy(() -> new CatalogReader(source).chunks(head(new PageLink(huge, 10, 0, 1))))
                .isInstanceOf(CorruptException.class).hasMessageContaining("at most");
    }

    /** The most bytes that one more chunk takes, over so many chunks. */
    private long dearest(CatalogTree tree, int from, int count) {
        long most = 0;
        for (int i = from; i < from + count; i++) {
            var update = tree.append(chunks(i, 1));
            most = Math.max(most, update.pages().values().stream().mapToLong(page -> page.length).sum());
        }
        return most;
    }

    private PageLink write(CatalogTree.Update update) {
        files.putAll(update.pages());
        return update.root();
    }

    private static Head head(PageLink root) {
        return new Head("arena", KEY.publicKey(), ByteString.EMPTY, 1, Optional.empty(), root.page(), root.chunks(),
                root.fromNanos(), root.toNanos(), List.of());
    }

    static List<PublishedChunk> chunks(int from, int count) {
        List<PublishedChunk> chunks = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            byte[] noise = new byte[84];
            new Random(i).nextBytes(noise);
            var sha256 = ByteString.of(noise, 0, 32);
            var info = new ChunkInfo("20261120T180000000Z_eu-1_" + sha256.hex().substring(0, 16) + ".sqlite.zst",
                    "arena", "eu-1", i, i, i * 1000L, i * 1000L + 999, 1_000_000, 3_000_000, 5000, 1200, 0, 0,
                    sha256.hex());
            chunks.add(new PublishedChunk(info, ByteString.of(noise, 20, 52), ByteString.of(noise, 32, 52),
                    ByteString.of(noise, 52, 84)));
        }
        return chunks;
    }
}
