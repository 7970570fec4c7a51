package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.fixtures.Archives;
import io.worldreel.fixtures.MixedWorld;
import io.worldreel.fixtures.S3Server;
import io.worldreel.fixtures.WebFolder;
import io.worldreel.recorder.IngestConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;

/** An archive that is published to a bucket. */
class BucketTest {
    private static final IngestConfig SHORT = IngestConfig.DEFAULT.withSegmentTime(Duration.ofSeconds(5));
    private static final Map<String, String> CREDENTIALS = Map.of("AWS_ACCESS_KEY_ID", S3Server.ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY", S3Server.SECRET_KEY, "AWS_REGION", "eu-central-1");

    @TempDir
    Path folder;

    @Test
    void whoeverIsKilledWhileHePublishesGoesOnAndAnybodyReadsTheResult() throws Exception {
        Path archive = folder.resolve("arena");
        Path key = folder.resolve("arena.key");
        Path bucket = Files.createDirectories(folder.resolve("buckets/replays"));
        Archives.write(archive, "arena", "eu-1", new MixedWorld(6, 20, 900, 100, 1_767_225_600_000_000_000L), SHORT);
        String trusted = Command.run("keygen", key).succeeds().lines().getFirst().replaceFirst("key +", "");
        try (var server = new S3Server(folder.resolve("home"), folder.resolve("buckets"))) {
            Object[] publish = { "publish", archive, "--key", key, "--to", "s3://replays/some/arena", "--s3-endpoint",
                    server.uri(), "--once" };
            try (var killed = VerbProcess.start(CREDENTIALS, publish)) {
                awaitFile(bucket.resolve("some/arena/chunks"));
                killed.kill();
            }
            assertThat(bucket.resolve("some/arena/head.json")).doesNotExist();
            try (var again = VerbProcess.start(CREDENTIALS, publish)) {
                assertThat(again.ended().succeeds().lines().get(1)).startsWith("head 1: 4 chunks");
            }
            try (var same = VerbProcess.start(CREDENTIALS, publish)) {
                assertThat(same.ended().succeeds().lines().get(1)).startsWith("head 1: 4 chunks, 0 of them new");
            }
            Command.run("publish", archive, "--key", key, "--to", "s3://Replays", "--once")
                    .failsSaying(ExitCode.WRONG_USAGE, "--to", "is no bucket");
            // A bucket that is open to all is a static host, by the store itself or by another server.
            openToAll(server);
            String address = server.uri() + "/replays/some/arena";
            assertThat(Command.run("frames", address, "--trust", trusted, "--json"))
                    .isEqualTo(Command.run("frames", archive, "--json"));
            try (var open = new WebFolder(bucket.resolve("some/arena"))) {
                assertThat(Command.run("frames", open.uri(), "--trust", trusted, "--json"))
                        .isEqualTo(Command.run("frames", archive, "--json"));
                assertThat(Command.run("verify", open.uri(), "--trust", trusted).exits(
                        ExitCode.DONE_WITH_LOSS).out()).as("ticks are missing")
                        .contains("4 of 4 chunks ok");
            }
        }
    }

    @Test
    void peersAndABucketGetTheSameHeads() throws Exception {
        Path archive = folder.resolve("arena");
        Path key = folder.resolve("arena.key");
        Path copy = folder.resolve("copy");
        Path bucket = Files.createDirectories(folder.resolve("buckets/replays")).resolve("arena");
        Archives.write(archive, "arena", "eu-1", new MixedWorld(6, 20, 600, 100, 1_767_225_600_000_000_000L), SHORT);
        String link = Command.run("keygen", key).succeeds().lines().get(1).replaceFirst("magnet +", "");
        try (var server = new S3Server(folder.resolve("home"), folder.resolve("buckets"))) {
            Object[] toBucket = { "publish", archive, "--key", key, "--to", "s3://replays/arena", "--s3-endpoint",
                    server.uri() };
            try (var before = VerbProcess.start(CREDENTIALS, add(toBucket, "--once"))) {
                before.ended().succeeds();
            }
            // What was published to the bucket alone goes on among peers, and there.
            try (var publisher = VerbProcess.start(CREDENTIALS, add(toBucket, "--listen", "127.0.0.1:0"))) {
                String home = publisher.awaitSaid("peers reach this at ").replaceFirst(".* at ", "");
                publisher.awaitSaid("point to head 1");
                try (var follower = VerbProcess.start("follow", link, copy, "--listen", "127.0.0.1:0", "--peer", home,
                        "--look", "0.2")) {
                    follower.awaitSaid("head 1 of arena");
                    Archives.write(archive, "arena", "eu-2",
                            new MixedWorld(6, 20, 100, 100, 1_767_225_600_000_000_000L), SHORT);
                    publisher.awaitSaid("head 2 is at s3://replays/arena");
                    follower.awaitSaid("head 2 of arena");
                    follower.awaitSaid("eu-2_");
                    assertThat(follower.stop().code()).isZero();
                }
                assertThat(publisher.stop().code()).isZero();
            }
        }
        for (String head : new String[]{ "head.json", "heads/1.json", "heads/2.json" }) {
            assertThat(bucket.resolve(head)).hasSameBinaryContentAs(archive.resolve(head));
        }
        assertThat(copy.resolve("heads/2.json")).hasSameBinaryContentAs(archive.resolve("head.json"));
        try (var open = new WebFolder(bucket)) {
            assertThat(Command.run("frames", open.uri(), "--trust", link, "--json"))
                    .isEqualTo(Command.run("frames", archive, "--json"));
        }
    }

    private static Object[] add(Object[] words, Object... more) {
        return Stream.concat(Stream.of(words), Stream.of(more)).toArray();
    }

    private static void openToAll(S3Server server) {
        var credentials = AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY);
        try (var line = UrlConnectionHttpClient.create();
                var client = S3Client.builder().httpClient(line).endpointOverride(server.uri()).forcePathStyle(true)
                        .region(Region.US_EAST_1).credentialsProvider(StaticCredentialsProvider.create(credentials))
                        .build()) {
            client.listObjectsV2Paginator(list -> list.bucket("replays")).contents().forEach(each -> client
                    .putObjectAcl(acl -> acl.bucket("replays").key(each.key()).acl(ObjectCannedACL.PUBLIC_READ)));
        }
    }

    private static void awaitFile(Path chunks) throws IOException, InterruptedException {
        for (int look = 0; look < 6000; look++) {
            if (Files.isDirectory(chunks)) {
                try (Stream<Path> files = Files.list(chunks)) {
                    if (files.findAny().isPresent()) {
                        return;
                    }
                }
            }
            Thread.sleep(2);
        }
        throw new AssertionError("nothing came to " + chunks);
    }
}
