package io.worldreel.publisher.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.fixtures.S3Server;
import io.worldreel.format.ByteString;
import io.worldreel.format.head.SignedHead;
import io.worldreel.format.key.SigningKey;
import io.worldreel.format.path.RelativePath;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Against a server that speaks S3 and checks signatures and conditions. */
class S3StoreTest extends MirrorStoreContract {
    private static final int PART = 5 << 20;
    private static final SigningKey KEY = SigningKey.ofSeed(new byte[32]);

    @TempDir
    static Path shared;
    private static @Nullable S3Server server;
    private static int buckets;

    private String bucket = "";

    @BeforeAll
    static void start() throws Exception {
        server = new S3Server(shared.resolve("home"), shared.resolve("buckets"));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private S3Place place() throws IOException {
        if (bucket.isEmpty()) {
            bucket = "bucket-" + buckets++;
            Files.createDirectories(shared.resolve("buckets").resolve(bucket));
        }
        return S3Place.parse("s3://" + bucket + "/some/where").withEndpoint(address());
    }

    private static URI address() {
        return Objects.requireNonNull(server).uri();
    }

    private static AwsCredentialsProvider credentials(String secret) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(S3Server.ACCESS_KEY, secret));
    }

    @Override
    MirrorStore open() throws IOException {
        return S3Store.open(place(), credentials(S3Server.SECRET_KEY), PART);
    }

    @Test
    void ofTwoWhoPublishWithOneKeyTheSecondIsTold() throws IOException {
        var archive = new ArchiveOfChunks(here.resolve("archive")).seal(1, 1000);
        try (var first = open(); var second = open()) {
            var one = publisher(archive, first);
            var two = publisher(archive, second);
            one.publish(archive.chunks(), Progress.NONE);
            assertThatThrownBy(() -> two.publish(archive.seal(1, 1000).chunks(), Progress.NONE))
                    .isInstanceOf(PublishException.class).hasMessageContaining("s3://" + bucket + "/some/where/")
                    .hasMessageContaining("head 1 is there by now").hasMessageContaining("somebody else publishes");
            var head = SignedHead.read("head", first.read(RelativePath.parse("head.json"), 20_000).orElseThrow());
            assertThat(head.sha256()).isEqualTo(one.newest().orElseThrow().sha256());
            assertThat(first.read(RelativePath.parse("heads/1.json"), 20_000)).hasValueSatisfying(
                    kept -> assertThat(kept).isEqualTo(head.bytes()));
            assertThat(publisher(archive, second).publish(archive.chunks(), Progress.NONE).orElseThrow().head().head()
                    .seq()).isEqualTo(2);
        }
    }

    @Test
    void whoseAnswersAreLostIsNotTakenForSomebodyElse() throws IOException {
        var archive = new ArchiveOfChunks(here.resolve("archive"));
        try (var store = S3Store.open(place(), credentials(S3Server.SECRET_KEY), PART,
                new ForgetfulClient("/head.json"))) {
            for (long seq = 1; seq <= 2; seq++) {
                var report = publisher(archive, store).publish(archive.seal(1, 1000).chunks(), Progress.NONE);
                assertThat(report.orElseThrow().head().head().seq()).isEqualTo(seq);
            }
        }
    }

    private static MirrorPublisher publisher(ArchiveOfChunks archive, MirrorStore store) throws IOException {
        return MirrorPublisher.open(archive.layout(), store, KEY, ByteString.EMPTY, PublicationConfig.DEFAULT,
                Clock.systemUTC());
    }

    /** Two more chunks take nine writes; whichever fails, before or after its effect, the next attempt ends well. */
    @ParameterizedTest(name = "write {0}")
    @ValueSource(ints = { 0, 3, 8 })
    void afterAFailureTheNextAttemptGoesOn(int failAt) throws IOException {
        for (boolean after : List.of(false, true)) {
            bucket = "";
            var archive = new ArchiveOfChunks(here.resolve("archive-" + after)).seal(2, 50_000);
            try (var store = open()) {
                publisher(archive, store).publish(archive.chunks(), Progress.NONE);
            }
            archive.seal(2, 50_000);
            try (var store = new FaultyStore(open(), failAt, after)) {
                var publisher = publisher(archive, store);
                assertThatThrownBy(() -> publisher.publish(archive.chunks(), Progress.NONE))
                        .isInstanceOf(IOException.class);
            }
            try (var store = open()) {
                var report = publisher(archive, store).publish(archive.chunks(), Progress.NONE).orElseThrow();
                assertThat(report.head().head().chunks()).isEqualTo(4);
                assertThat(report.head().head().seq()).isEqualTo(2);
            }
        }
    }

    @Test
    void anUploadThatWasBrokenOffGoesOnWithThePartsThatAreMissing() throws IOException {
        byte[] content = new byte[4 * PART + 1000];
        new Random(1).nextBytes(content);
        Path file = Files.write(here.resolve("file"), content);
        List<Long> sent = new ArrayList<>();
        var path = RelativePath.parse("chunks/large");
        try (var counting = S3Store.open(place(), credentials(S3Server.SECRET_KEY), PART,
                new BreakingClient(sent, 2 * PART + 20_000))) {
            assertThatThrownBy(() -> counting.copy(path, file)).isInstanceOf(IOException.class)
                    .hasMessageContaining("chunks/large").hasMessageContaining("the line is cut");
            assertThat(counting.length(path)).as("nothing of it is seen").isEmpty();
        }
        sent.clear();
        try (var store = S3Store.open(place(), credentials(S3Server.SECRET_KEY), PART,
                new BreakingClient(sent, Long.MAX_VALUE))) {
            store.copy(path, file);
            assertThat(store.read(path, content.length)).hasValueSatisfying(
                    read -> assertThat(read).isEqualTo(content));
        }
        assertThat(sent.stream().mapToLong(Long::longValue).sum()).isBetween(2L * PART, 2L * PART + 20_000);
    }

    @Test
    void whatTheStoreRefusesIsSaidWithWhatToDo() throws IOException {
        try (var wrong = S3Store.open(place(), credentials("wrong"), PART)) {
            assertThatThrownBy(() -> wrong.put(RelativePath.parse("head.json"), new byte[1]))
                    .isInstanceOf(IOException.class).hasMessageContaining("head.json").hasMessageContaining("403")
                    .hasMessageContaining("may these credentials list, read and write it");
        }
        var nobody = AwsCredentialsProviderChain.of(EnvironmentVariableCredentialsProvider.create());
        try (var store = S3Store.open(place(), nobody, PART)) {
            assertThatThrownBy(() -> store.put(RelativePath.parse("head.json"), new byte[1]))
                    .isInstanceOf(IOException.class).hasMessageEndingWith("or AWS_PROFILE");
        }
        var nowhere = S3Place.parse("s3://no-such-bucket").withEndpoint(address());
        try (var store = S3Store.open(nowhere, credentials(S3Server.SECRET_KEY), PART)) {
            assertThatThrownBy(() -> store.put(RelativePath.parse("head.json"), new byte[1]))
                    .isInstanceOf(IOException.class).hasMessageContaining("does the bucket exist");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "s3://", "s3://UPPER/x", "s3://ab", "s3://bucket/a b", "s3://bucket/../x",
            "s3://bucket//x" })
    void placesThatCannotBeAreRefused(String text) {
        assertThatThrownBy(() -> S3Place.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
