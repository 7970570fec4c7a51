package io.worldreel.publisher.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.CorruptException;
import io.worldreel.format.head.CatalogLink;
import io.worldreel.format.path.RelativePath;
import io.worldreel.format.publication.PublishedVersion;
import io.worldreel.publisher.torrent.FileHashes;
import io.worldreel.publisher.torrent.Metainfo;
import io.worldreel.publisher.torrent.TorrentBuilder;
import io.worldreel.publisher.torrent.TorrentSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where what was fetched is put, whatever lies in the way; peers play no part in it. */
class FetchedFolderTest {
    @TempDir
    Path folder;

    private static Metainfo torrent(Map<String, String> files) {
        var hashes = TorrentBuilder.inTreeOrder();
        files.forEach((path, text) -> hashes.put(RelativePath.parse(path),
                FileHashes.of(text.getBytes(StandardCharsets.UTF_8), TorrentSpec.PIECE_LENGTH)));
        return TorrentBuilder.ofFolder("engine", hashes, Set.of(), TorrentSpec.HYBRID);
    }

    /** Installs a version for which peers have brought what the plan says is missing. */
    private static FetchPlan install(FetchedFolder fetched, long seq, Map<String, String> files) throws IOException {
        var torrent = torrent(files);
        var plan = FetchPlan.of(torrent, fetched);
        for (int i = 0; i < torrent.files().size(); i++) {
            String path = FetchedFolder.pathOf(torrent.files().get(i)).toString();
            if (plan.places().get(i).startsWith(fetched.state())) {
                Files.writeString(plan.places().get(i), files.get(path));
            }
        }
        fetched.install(new PublishedVersion(seq, seq, files.size(), torrent.totalLength(),
                CatalogLink.of(PublishedVersion.torrentPath(seq), torrent.bytes())), torrent, plan);
        return plan;
    }

    private Map<String, String> content() throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String path = folder.relativize(file).toString();
                if (!path.startsWith(".fetching")) {
                    found.put(path, Files.readString(file));
                }
            }
        }
        return found;
    }

    @Test
    void filesBecomeFoldersAndFoldersFiles() throws IOException {
        var one = Map.of("a", "1", "b/c/d", "2", "e", "3", "empty", "");
        var two = Map.of("a/b", "1", "b", "2", "f/e", "3", "g/empty", "");
        try (var fetched = FetchedFolder.open(folder)) {
            assertThat(install(fetched, 1, one).newFiles()).isEqualTo(3);
            assertThat(content()).isEqualTo(one);
            assertThat(install(fetched, 2, two).newFiles()).as("all content is known").isZero();
            assertThat(content()).isEqualTo(two);
            assertThat(install(fetched, 3, one).newFiles()).isZero();
            assertThat(content()).isEqualTo(one);
        }
        try (var again = FetchedFolder.open(folder)) {
            assertThat(again.installed().seq()).isEqualTo(3);
            assertThat(again.installed().isUnchanged(again.root())).isTrue();
        }
    }

    @Test
    void whatSomebodyChangedIsPutBackAndWhatIsHisStays() throws IOException {
        var one = Map.of("a", "1", "b", "2", "c", "3");
        try (var fetched = FetchedFolder.open(folder)) {
            install(fetched, 1, one);
            Files.writeString(folder.resolve("a"), "mine");
            Files.writeString(folder.resolve("c"), "mine as well");
            Files.writeString(folder.resolve("d"), "new");
            install(fetched, 2, Map.of("a", "1", "b", "2"));
        }
        assertThat(content()).isEqualTo(Map.of("a", "1", "b", "2", "c", "mine as well", "d", "new"));
    }

    @Test
    void nothingIsWrittenThroughALinkThatSomebodyHasLaid() throws IOException {
        Path outside = Files.createTempDirectory("outside");
        try (var fetched = FetchedFolder.open(folder)) {
            install(fetched, 1, Map.of("lib/a", "1"));
            Files.delete(folder.resolve("lib/a"));
            Files.delete(folder.resolve("lib"));
            Files.createSymbolicLink(folder.resolve("lib"), outside);
            assertThatThrownBy(() -> install(fetched, 2, Map.of("lib/a", "2"))).isInstanceOf(CorruptException.class)
                    .hasMessageContaining("symbolic link");
            assertThat(outside).isEmptyDirectory();
        } finally {
            Files.delete(outside);
        }
    }

    @Test
    void anInstallationThatIsBrokenOffGoesOn() throws IOException {
        var one = Map.of("a", "1", "b", "2");
        try (var fetched = FetchedFolder.open(folder)) {
            install(fetched, 1, one);
            // Killed after the first of two files of the next version was put in its place.
            Files.writeString(folder.resolve("a"), "10");
        }
        try (var fetched = FetchedFolder.open(folder)) {
            var two = Map.of("a", "10", "b", "20");
            assertThat(install(fetched, 2, two).newFiles()).isEqualTo(1);
            assertThat(content()).isEqualTo(two);
        }
    }

    @Test
    void whatTheFetcherKeepsForItselfIsNoPathOfAVersion() {
        assertThatThrownBy(() -> FetchedFolder.pathOf(torrent(Map.of(".Fetching/head.json", "x")).files().getFirst()))
                .isInstanceOf(CorruptException.class).hasMessageContaining(".fetching");
    }
}
