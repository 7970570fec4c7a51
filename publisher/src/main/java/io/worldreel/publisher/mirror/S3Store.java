package io.worldreel.publisher.mirror;

import io.worldreel.format.path.RelativePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * A publication in a bucket. What is there for ever is only put where nothing is (If-None-Match), in parts where it is large; an upload that was
 * broken off goes on with the parts that are missing. head.json is only replaced by who has read the one before (If-Match): of two who
 * publish with one key, the second is told. Credentials and region come from where the AWS SDK looks for them.
 */
public final class S3Store implements MirrorStore {
    private static final int NOT_FOUND = 404;
    private static final int PRECONDITION_FAILED = 412;
    private static final int CONFLICT = 409;
    /** The SDK names each place where it has looked, at length. */
    private static final String NO_CREDENTIALS = "Unable to load credentials";
    private static final String FOR_EVER = "public, max-age=31536000, immutable";
    private static final String ASK_AGAIN = "no-cache";

    private final S3Client client;
    private final S3Place place;
    private final SdkHttpClient line;
    private final int partBytes;
    /** What is known of files that may be replaced. */
    private final Map<RelativePath, String> tags = new HashMap<>();

    private S3Store(S3Client client, SdkHttpClient line, S3Place place, int partBytes) {
        this.client = client;
        this.line = line;
        this.place = place;
        this.partBytes = partBytes;
    }

    /** Opens a place; nobody is asked yet. */
    public static S3Store open(S3Place place) {
        return open(place, DefaultCredentialsProvider.builder().build(), MultipartUpload.PART_BYTES);
    }

    static S3Store open(S3Place place, AwsCredentialsProvider credentials, int partBytes) {
        return open(place, credentials, partBytes, UrlConnectionHttpClient.create());
    }

    static S3Store open(S3Place place, AwsCredentialsProvider credentials, int partBytes, SdkHttpClient line) {
        var builder = S3Client.builder().httpClient(line).credentialsProvider(credentials).region(region(place))
                // Every byte is verified by the publication's own hashes; other stores do not know these.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        place.endpoint().ifPresent(address -> builder.endpointOverride(address).forcePathStyle(true));
        return new S3Store(builder.build(), line, place, partBytes);
    }

    /** Stores that are not S3 itself mostly have no regions, but a request names one. */
    private static Region region(S3Place place) {
        try {
            return DefaultAwsRegionProviderChain.builder().build().getRegion();
        } catch (SdkException none) {
            if (place.endpoint().isPresent()) {
                return Region.US_EAST_1;
            }
            throw new PublishException("publishing to " + place + ": no region is set; set AWS_REGION, or --s3-endpoint"
                    + " for a store that is not S3", none);
        }
    }

    @Override
    public Optional<byte[]> read(RelativePath path, int most) throws IOException {
        return ask("reading", path, () -> {
            try (var object = client.getObject(get -> get.bucket(place.bucket()).key(key(path)))) {
                if (object.response().contentLength() > most) {
                    throw new IOException("reading " + place + path + ": it has " + object.response().contentLength()
                            + " bytes, at most " + most + " are expected; something else lies there");
                }
                byte[] bytes = object.readAllBytes();
                tags.put(path, object.response().eTag());
                return Optional.of(bytes);
            } catch (NoSuchKeyException none) {
                return Optional.empty();
            }
        });
    }

    @Override
    public Optional<Long> length(RelativePath path) throws IOException {
        return ask("looking at", path, () -> {
            try {
                return Optional.of(client.headObject(head -> head.bucket(place.bucket()).key(key(path)))
                        .contentLength());
            } catch (S3Exception none) {
                if (none.statusCode() == NOT_FOUND) {
                    return Optional.empty();
                }
                throw none;
            }
        });
    }

    @Override
    public void put(RelativePath path, byte[] bytes) throws IOException {
        ask("writing", path, () -> client.putObject(request(path).cacheControl(ASK_AGAIN).build(),
                RequestBody.fromBytes(bytes)));
    }

    @Override
    public void add(RelativePath path, byte[] bytes) throws IOException {
        ask("writing", path, () -> ifNew(() -> client.putObject(
                request(path).cacheControl(FOR_EVER).ifNoneMatch("*").build(), RequestBody.fromBytes(bytes))));
    }

    @Override
    public boolean exchange(RelativePath path, byte[] bytes) throws IOException {
        var request = request(path).cacheControl(ASK_AGAIN);
        String known = tags.get(path);
        var conditional = known == null ? request.ifNoneMatch("*") : request.ifMatch(known);
        return ask("writing", path, () -> {
            try {
                tags.put(path, client.putObject(conditional.build(), RequestBody.fromBytes(bytes)).eTag());
                return true;
            } catch (S3Exception refused) {
                if (isTaken(refused)) {
                    return holds(path, bytes); // if so, an attempt did it whose answer was lost
                }
                if (known != null && refused.statusCode() == NOT_FOUND) {
                    return false;
                }
                throw refused;
            }
        });
    }

    private boolean holds(RelativePath path, byte[] bytes) throws IOException {
        return length(path).equals(Optional.of((long) bytes.length))
                && read(path, bytes.length).filter(there -> Arrays.equals(there, bytes)).isPresent();
    }

    @Override
    public void copy(RelativePath path, Path file) throws IOException {
        if (Files.size(file) <= partBytes) {
            ask("writing", path, () -> ifNew(() -> client.putObject(
                    request(path).cacheControl(FOR_EVER).ifNoneMatch("*").build(), RequestBody.fromFile(file))));
        } else {
            var upload = new MultipartUpload(client, place.bucket(), key(path), file, partBytes, FOR_EVER);
            ask("writing", path, () -> ifNew(upload::run));
        }
    }

    @Override
    public void remove(RelativePath path) throws IOException {
        ask("removing", path, () -> client.deleteObject(delete -> delete.bucket(place.bucket()).key(key(path))));
    }

    private String key(RelativePath path) {
        return place.prefix() + path;
    }

    private PutObjectRequest.Builder request(RelativePath path) {
        return PutObjectRequest.builder().bucket(place.bucket()).key(key(path)).contentType(contentType(path));
    }

    private static String contentType(RelativePath path) {
        return path.name().endsWith(".json") ? "application/json" : "application/octet-stream";
    }

    private interface Call<T> {
        T run() throws IOException;
    }

    /** What is there already was put by an attempt before, or by somebody else who publishes the same: its name tells its content. */
    private static boolean ifNew(Call<?> put) throws IOException {
        try {
            put.run();
            return true;
        } catch (S3Exception refused) {
            if (isTaken(refused)) {
                return false;
            }
            throw refused;
        }
    }

    private static boolean isTaken(S3Exception refused) {
        return refused.statusCode() == PRECONDITION_FAILED || refused.statusCode() == CONFLICT;
    }

    private <T> T ask(String what, RelativePath path, Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (S3Exception refused) {
            String why = refused.awsErrorDetails() == null
                    ? ""
                    : " (" + refused.awsErrorDetails().errorCode() + ": " + refused.awsErrorDetails().errorMessage()
                            + ")";
            throw new IOException(what + " " + place + path + ": the store answers " + refused.statusCode() + why
                    + "; does the bucket exist, and may these credentials list, read and write it?", refused);
        } catch (SdkException failure) {
            String why = String.valueOf(failure.getMessage());
            throw new IOException(what + " " + place + path + ": " + (why.startsWith(NO_CREDENTIALS)
                    ? "no credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"
                    : why + "; is the store there" + place.endpoint().map(address -> ", at " + address).orElse("")
                            + "?"),
                    failure);
        }
    }

    @Override
    public void close() {
        try (line) { // the client does not close what it was given
            client.close();
        }
    }

    @Override
    public String toString() {
        return place.toString();
    }
}
