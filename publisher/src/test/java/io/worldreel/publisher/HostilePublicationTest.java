package io.worldreel.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.ByteString;
import io.worldreel.format.CorruptException;
import io.worldreel.format.VersionException;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.head.CatalogLink;
import io.worldreel.format.head.Handover;
import io.worldreel.format.head.Head;
import io.worldreel.format.head.SignedHead;
import io.worldreel.format.key.SigningKey;
import io.worldreel.format.path.RelativePath;
import io.worldreel.format.publication.CatalogPage;
import io.worldreel.format.publication.PageLink;
import io.worldreel.format.publication.PublishedChunk;
import io.worldreel.format.publication.PublishedVersion;
import io.worldreel.format.publication.VersionList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands in the files of a publication, its readers take the canonical form or refuse it by name. */
class HostilePublicationTest {
    private static final ByteString SALT = ByteString.utf8("arena");
    private static final CatalogLink LINK = new CatalogLink(RelativePath.parse("catalog/0-aa.json"), 7,
            ByteString.hex("ab".repeat(32)), ByteString.hex("cd".repeat(32)));
    private static final SignedHead HEAD = head(key(1), key(2));
    private static final CatalogPage LEAF = new CatalogPage.Leaf(List.of(chunk(1), chunk(2)));
    private static final VersionList VERSIONS = new VersionList(List.of(version(1), version(12)));
    private static final CatalogPage INNER = new CatalogPage.Inner(1, List.of(new PageLink(LINK, 64, -5, 5)));

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.worldreel.publisher.SeededDamage#thousandSeeds")
    void noHostileVariantIsTakenForAHead(long seed) {
        byte[] hostile = SeededDamage.damage(HEAD.bytes(), seed);
        try {
            assertThat(SignedHead.read("hostile", hostile).bytes()).isEqualTo(HEAD.bytes());
        } catch (CorruptException | VersionException refused) {
            assertThat(refused.getMessage()).startsWith("hostile").hasSizeLessThan(600);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.worldreel.publisher.SeededDamage#thousandSeeds")
    void hostilePagesAreCanonicalOrRefused(long seed) {
        byte[] page = seed % 2 == 0 ? LEAF.encode() : INNER.encode();
        byte[] hostile = SeededDamage.damage(page, seed);
        try {
            assertThat(CatalogPage.decode("hostile", hostile).encode()).isEqualTo(hostile);
        } catch (CorruptException | VersionException refused) {
            assertThat(refused.getMessage()).startsWith("hostile");
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.worldreel.publisher.SeededDamage#thousandSeeds")
    void hostileListsOfVersionsAreCanonicalOrRefused(long seed) {
        byte[] hostile = SeededDamage.damage(VERSIONS.encode(), seed);
        try {
            assertThat(VersionList.decode("hostile", hostile).encode()).isEqualTo(hostile);
        } catch (CorruptException | VersionException refused) {
            assertThat(refused.getMessage()).startsWith("hostile");
        }
    }

    private static SignedHead head(SigningKey first, SigningKey second) {
        var handover = Handover.sign("arena", SALT, first, second, 5);
        return SignedHead.sign(new Head("arena", second.publicKey(), SALT, 6, Optional.of(LINK.sha256()), LINK, 6, -5,
                Long.MAX_VALUE / 2, List.of(handover)), second);
    }

    private static PublishedVersion version(long seq) {
        return new PublishedVersion(seq, 1_700_000_000_000_000_000L + seq, 3, 4711,
                new CatalogLink(PublishedVersion.torrentPath(seq), 7, LINK.sha256(), LINK.root()));
    }

    private static PublishedChunk chunk(int number) {
        return new PublishedChunk(new ChunkInfo("c" + number + ".sqlite.zst", "arena", "s", number, number, number,
                number, 1, 1, 1, 1, 0, 0, "00".repeat(32)), ByteString.of(new byte[32]), ByteString.of(new byte[20]),
                ByteString.of(new byte[32]));
    }

    private static SigningKey key(int number) {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) number);
        return SigningKey.ofSeed(seed);
    }
}
