package io.worldreel.publisher.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.ByteString;
import io.worldreel.format.head.HeadTrust;
import io.worldreel.format.head.Judgement;
import io.worldreel.format.key.SigningKey;
import io.worldreel.format.publication.PublishedVersion;
import io.worldreel.format.publication.VersionList;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharePublisherTest {
    private static final SigningKey KEY = SigningKey.ofSeed(new byte[32]);
    private static final Instant START = Instant.parse("2026-11-28T12:00:00Z");

    @TempDir
    Path folder;
    private Path files = Path.of("");
    private Path state = Path.of("");
    private Instant now = START;

    @BeforeEach
    void makeFiles() throws IOException {
        files = Files.createDirectories(folder.resolve("engine"));
        state = folder.resolve("state");
        Files.writeString(files.resolve("a"), "first");
        Files.writeString(files.resolve("b"), "the same in all versions");
    }

    private SharePublisher open(int kept) throws IOException {
        return SharePublisher.open("engine", state, KEY, kept, Clock.fixed(now, ZoneOffset.UTC));
    }

    /** Looks until it is not waited any more for the files to be quiet. */
    private Optional<ShareReport> look(SharePublisher publisher) throws IOException {
        var shared = new SharedPaths(List.of(files));
        var first = publisher.look(shared, Progress.NONE);
        return first.isPresent() ? first : publisher.look(shared, Progress.NONE);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(files.resolve(name), text);
        // Two writes may fall into one tick of the file system's clock.
        now = now.plusSeconds(1);
        Files.setLastModifiedTime(files.resolve(name), FileTime.from(now));
    }

    private long contents() throws IOException {
        try (Stream<Path> all = Files.list(state.resolve("files"))) {
            return all.count();
        }
    }

    @Test
    void eachVersionFollowsFromTheOneBeforeAndSharesWhatIsTheSame() throws IOException {
        try (var publisher = open(2)) {
            var one = look(publisher).orElseThrow();
            assertThat(one.newFiles()).isEqualTo(2);
            assertThat(look(publisher)).isEmpty();
            write("a", "second");
            var two = look(publisher).orElseThrow();
            assertThat(two.newFiles()).isEqualTo(1);
            assertThat(contents()).isEqualTo(3);
            var trust = HeadTrust.resume(KEY.publicKey(), ByteString.utf8("engine"), one.head());
            assertThat(trust.offer("two", two.head().bytes(), seq -> Optional.empty()))
                    .isInstanceOfSatisfying(Judgement.Accepted.class, judged -> assertThat(judged.chained()).isTrue());
            assertThat(HeadTrust.resume(KEY.publicKey(), ByteString.utf8("engine"), two.head()).offer("one",
                    one.head().bytes(), seq -> Optional.empty())).isInstanceOf(Judgement.Rollback.class);

            write("a", "third");
            var three = look(publisher).orElseThrow();
            assertThat(three.kept()).extracting(kept -> kept.version().seq()).containsExactly(2L, 3L);
            assertThat(three.stale()).extracting(kept -> kept.version().seq()).containsExactly(1L);
            assertThat(contents()).as("second, third and the same").isEqualTo(3);
            var list = VersionList.decode(three.head().head(), Files.readAllBytes(state.resolve("versions/3.json")));
            assertThat(list.versions()).extracting(PublishedVersion::seq).containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void whatWasCommittedStandsWhateverIsLeftOfAnAttempt() throws IOException {
        try (var publisher = open(4)) {
            look(publisher);
        }
        // Killed in the middle of the second: contents, description and list are there, the head is not.
        write("a", "second");
        byte[] head = Files.readAllBytes(state.resolve("head.json"));
        try (var publisher = open(4)) {
            assertThat(look(publisher)).isPresent();
        }
        Files.write(state.resolve("head.json"), head);
        Files.writeString(state.resolve("files/.new-00"), "half");
        try (var publisher = open(4)) {
            assertThat(publisher.everything().orElseThrow().newest().version().seq()).isEqualTo(1);
            assertThat(contents()).isEqualTo(3);
            assertThat(look(publisher).orElseThrow().newest().version().seq()).isEqualTo(2);
            assertThat(look(publisher)).isEmpty();
        }
        try (var publisher = open(4)) {
            assertThat(look(publisher)).as("nothing has changed").isEmpty();
            assertThat(publisher.everything().orElseThrow().kept()).hasSize(2);
        }
    }

    @Test
    void aProgramIsAnotherFileThanItsBytesAlone() throws IOException {
        try (var publisher = open(4)) {
            assertThat(look(publisher).orElseThrow().newest().torrent().files()).noneMatch(file -> file.executable());
            assertThat(files.resolve("a").toFile().setExecutable(true)).isTrue();
            var two = look(publisher).orElseThrow();
            assertThat(two.newFiles()).isZero();
            assertThat(two.newest().torrent().files()).filteredOn(file -> file.executable()).hasSize(1);
        }
    }

    @Test
    void whatIsStillWrittenWaitsUntilItIsTheSameInTwoLooks() throws IOException {
        var shared = new SharedPaths(List.of(files));
        try (var publisher = open(4)) {
            look(publisher);
            for (int i = 0; i < 5; i++) {
                write("a", "more " + "and more ".repeat(i));
                assertThat(publisher.look(shared, Progress.NONE)).isEmpty();
            }
            assertThat(publisher.look(shared, Progress.NONE)).isPresent();
        }
    }

    @Test
    void aVersionThatComesAgainIsAVersion() throws IOException {
        try (var publisher = open(4)) {
            look(publisher);
            write("a", "second");
            look(publisher);
            write("a", "first");
            var three = look(publisher).orElseThrow();
            assertThat(three.newFiles()).isZero();
            assertThat(three.newest().torrent().infohashV2()).isEqualTo(three.kept().getFirst().torrent()
                    .infohashV2());
        }
    }

    @Test
    void thousandsOfFilesAreAVersion() throws IOException {
        for (int i = 0; i < 1998; i++) {
            Files.writeString(Files.createDirectories(files.resolve("d" + i % 50)).resolve("f" + i), "file " + i / 2);
        }
        try (var publisher = open(4)) {
            assertThat(look(publisher).orElseThrow().newest().version().files()).isEqualTo(2000);
            assertThat(contents()).isEqualTo(2 + 1998 / 2);
        }
    }

    @Test
    void timeNeverGoesBack() throws IOException {
        try (var publisher = open(4)) {
            look(publisher);
        }
        now = START.minus(Duration.ofDays(1));
        Files.writeString(files.resolve("a"), "second");
        try (var publisher = open(4)) {
            var head = look(publisher).orElseThrow().head().head();
            assertThat(head.toNanos()).isGreaterThanOrEqualTo(head.fromNanos());
            assertThat(head.seq()).isEqualTo(2);
        }
    }
}
