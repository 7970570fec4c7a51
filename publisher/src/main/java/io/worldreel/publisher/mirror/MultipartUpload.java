package io.worldreel.publisher.mirror;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** One large file on its way to a bucket, part by part. Parts that an attempt before has brought, and that are right, are not sent again. */
final class MultipartUpload {
    /** Bytes of a part; S3 takes 5 MiB to 5 GiB. */
    static final int PART_BYTES = 16 << 20;

    /** Parts of one file, as S3 bounds it. */
    private static final int MOST_PARTS = 10_000;

    private static final int PRECONDITION_FAILED = 412;

    private final S3Client client;
    private final String bucket;
    private final String key;
    private final Path file;
    private final int leastPart;
    private final String cacheControl;

    MultipartUpload(S3Client client, String bucket, String key, Path file, int partBytes, String cacheControl) {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
        this.file = file;
        this.leastPart = partBytes;
        this.cacheControl = cacheControl;
    }

    /**
     * Sends what is missing and puts the parts together, if there is no file of this name yet.
     *
     * @throws S3Exception if the store refuses anything; with 412 if there is one
     */
    Object run() throws IOException {
        Optional<String> begun = begun();
        Map<Integer, Part> there = begun.map(this::parts).orElse(Map.of());
        String upload = begun.orElseGet(this::begin);
        List<CompletedPart> parts = new ArrayList<>();
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            int partBytes = Math.toIntExact(Math.max(leastPart, (size + MOST_PARTS - 1) / MOST_PARTS));
            var buffer = ByteBuffer.allocate(Math.toIntExact(Math.min(partBytes, size)));
            for (long at = 0; at < size; at += partBytes) {
                buffer.clear().limit((int) Math.min(partBytes, size - at));
                while (buffer.hasRemaining()) {
                    if (channel.read(buffer) < 0) {
                        throw new IOException("copying " + file + ": it became shorter meanwhile");
                    }
                }
                parts.add(part(upload, parts.size() + 1, buffer.flip(), there));
            }
        }
        try {
            return client.completeMultipartUpload(complete -> complete.bucket(bucket).key(key).uploadId(upload)
                    .ifNoneMatch("*").multipartUpload(all -> all.parts(parts)));
        } catch (S3Exception refused) {
            if (refused.statusCode() == PRECONDITION_FAILED) {
                client.abortMultipartUpload(abort -> abort.bucket(bucket).key(key).uploadId(upload));
            }
            throw refused;
        }
    }

    private CompletedPart part(String upload, int number, ByteBuffer bytes, Map<Integer, Part> there) {
        byte[] md5 = md5(bytes.duplicate());
        String tag;
        var known = there.get(number);
        if (known != null && known.size() == bytes.remaining()
                && known.eTag().replace("\"", "").equals(HexFormat.of().formatHex(md5))) {
            tag = known.eTag();
        } else {
            tag = client.uploadPart(part -> part.bucket(bucket).key(key).uploadId(upload).partNumber(number)
                    .contentMD5(Base64.getEncoder().encodeToString(md5)), RequestBody.fromByteBuffer(bytes)).eTag();
        }
        return CompletedPart.builder().partNumber(number).eTag(tag).build();
    }

    /** The upload of this file that was broken off last. */
    private Optional<String> begun() {
        return client.listMultipartUploadsPaginator(list -> list.bucket(bucket).prefix(key)).uploads().stream()
                .filter(upload -> upload.key().equals(key)).reduce((first, last) -> last)
                .map(upload -> upload.uploadId());
    }

    private Map<Integer, Part> parts(String upload) {
        Map<Integer, Part> parts = new HashMap<>();
        client.listPartsPaginator(list -> list.bucket(bucket).key(key).uploadId(upload)).parts()
                .forEach(part -> parts.put(part.partNumber(), part));
        return parts;
    }

    private String begin() {
        return client.createMultipartUpload(create -> create.bucket(bucket).key(key)
                .contentType("application/octet-stream").cacheControl(cacheControl)).uploadId();
    }

    private static byte[] md5(ByteBuffer bytes) {
        try {
            var digest = MessageDigest.getInstance("MD5");
            digest.update(bytes);
            return digest.digest();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has MD5", impossible);
        }
    }
}
